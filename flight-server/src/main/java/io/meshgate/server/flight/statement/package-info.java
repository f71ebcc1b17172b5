/** Statements from their text to their result, carried by clients in sealed handles and tickets. */
@NullMarked
package io.meshgate.server.flight.statement;

import org.jspecify.annotations.NullMarked;
