/**
 * The command line: picocli commands, the output formats of {@code query}, and their exit codes.
 */
@NullMarked
package io.meshgate.server.cli;

import org.jspecify.annotations.NullMarked;
