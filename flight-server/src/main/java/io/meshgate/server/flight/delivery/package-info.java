/** Results on their way to clients: batches, flow control, and failures as clients read them. */
@NullMarked
package io.meshgate.server.flight.delivery;

import org.jspecify.annotations.NullMarked;
