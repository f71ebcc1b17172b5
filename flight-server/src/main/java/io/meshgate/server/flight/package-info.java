/** The Arrow Flight SQL door: the open port, and who answers which call. */
@NullMarked
package io.meshgate.server.flight;

import org.jspecify.annotations.NullMarked;
