/**
 * Records of the audit trail as they are written: canonical JSON, chained by hashes, and trees over
 * them.
 */
@NullMarked
package io.meshgate.server.audit.record;

import org.jspecify.annotations.NullMarked;
