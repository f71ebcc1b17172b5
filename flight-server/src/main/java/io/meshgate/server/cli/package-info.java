/** The command line: the program and its picocli commands. */
@NullMarked
package io.meshgate.server.cli;

import org.jspecify.annotations.NullMarked;
