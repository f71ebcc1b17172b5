/** The server with one of its defenses switched off at a time. */
@NullMarked
package io.meshgate.server.mutants;

import org.jspecify.annotations.NullMarked;
