/**
 * {@code meshgate audit}: commands that read audit trails and make their keys, without a gateway.
 */
@NullMarked
package io.meshgate.server.cli.audit;

import org.jspecify.annotations.NullMarked;
