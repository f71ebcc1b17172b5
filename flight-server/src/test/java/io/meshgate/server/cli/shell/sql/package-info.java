/** Tests of SQL as it is typed. */
@NullMarked
package io.meshgate.server.cli.shell.sql;

import org.jspecify.annotations.NullMarked;
