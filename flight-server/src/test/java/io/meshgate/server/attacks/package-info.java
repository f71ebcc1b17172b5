/** Attacks on policies through whole gateways, written against the documentation alone. */
@NullMarked
package io.meshgate.server.attacks;

import org.jspecify.annotations.NullMarked;
