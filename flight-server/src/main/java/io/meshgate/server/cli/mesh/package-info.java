/** The gateway's configuration as commands read it, and its problems as they print them. */
@NullMarked
package io.meshgate.server.cli.mesh;

import org.jspecify.annotations.NullMarked;
