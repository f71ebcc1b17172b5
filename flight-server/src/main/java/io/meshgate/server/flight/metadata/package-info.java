/** The answers to Flight SQL's metadata commands, and the metadata of columns. */
@NullMarked
package io.meshgate.server.flight.metadata;

import org.jspecify.annotations.NullMarked;
