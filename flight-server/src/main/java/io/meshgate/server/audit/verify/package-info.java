/**
 * Reads trails without a gateway: whether they are whole, what they say, and proofs of single
 * records.
 */
@NullMarked
package io.meshgate.server.audit.verify;

import org.jspecify.annotations.NullMarked;
