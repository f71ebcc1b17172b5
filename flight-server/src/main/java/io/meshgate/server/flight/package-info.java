/** The Arrow Flight SQL door: commands, metadata, tickets and the delivery of results. */
@NullMarked
package io.meshgate.server.flight;

import org.jspecify.annotations.NullMarked;
