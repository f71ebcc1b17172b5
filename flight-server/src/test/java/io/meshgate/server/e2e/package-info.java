/** Whole gateways over real stores, asked through released clients. */
@NullMarked
package io.meshgate.server.e2e;

import org.jspecify.annotations.NullMarked;
