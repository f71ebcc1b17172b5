/** The options that clients set for their login sessions. */
@NullMarked
package io.meshgate.server.flight.session;

import org.jspecify.annotations.NullMarked;
