/** How commands end: exit codes, and the exception that carries one to the user. */
@NullMarked
package io.meshgate.server.cli.outcome;

import org.jspecify.annotations.NullMarked;
