/** Tests of the shell: at a terminal, and as a process, against a real gateway. */
@NullMarked
package io.meshgate.server.cli.shell;

import org.jspecify.annotations.NullMarked;
