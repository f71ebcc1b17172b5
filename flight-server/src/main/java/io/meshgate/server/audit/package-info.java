/** The audit trail of a gateway: who asked for what, what was decided, and how it ended. */
@NullMarked
package io.meshgate.server.audit;

import org.jspecify.annotations.NullMarked;
