/** {@code meshgate shell}: statements and meta commands, typed at a terminal or read from files. */
@NullMarked
package io.meshgate.server.cli.shell;

import org.jspecify.annotations.NullMarked;
