/** SQL as it is typed: tokens, statements, names, completion and colors. */
@NullMarked
package io.meshgate.server.cli.shell.sql;

import org.jspecify.annotations.NullMarked;
