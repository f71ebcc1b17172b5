/** Rows as text and as Arrow: the output formats of the command line. */
@NullMarked
package io.meshgate.server.cli.output;

import org.jspecify.annotations.NullMarked;
