/**
 * Keys of the audit trail: signatures under checkpoints, and statements that only their owners
 * read.
 */
@NullMarked
package io.meshgate.server.audit.key;

import org.jspecify.annotations.NullMarked;
