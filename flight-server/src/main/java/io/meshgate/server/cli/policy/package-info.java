/** The commands for those who write and govern policies. */
@NullMarked
package io.meshgate.server.cli.policy;

import org.jspecify.annotations.NullMarked;
