/**
 * What the Flight SQL door needs of the engine: planning, running and the tables that a caller
 * sees.
 */
@NullMarked
package io.meshgate.server.flight.service;

import org.jspecify.annotations.NullMarked;
