package io.meshgate.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What a scan runs under.
 *
 * @param allocator where batches are allocated; it has the query's limit and belongs to the caller
 * @param queryId the gateway's id of the query, for statement comments and logs
 * @param user the subject on whose behalf the query runs, for statement comments; not an account at
 *     the source
 * @param deadline when the source should give up by itself
 * @param batchRows the most rows that a batch may hold
 * @param cancellation tells the scan to stop
 */
public record ScanContext(
    BufferAllocator allocator,
    String queryId,
    String user,
    Optional<Instant> deadline,
    int batchRows,
    Cancellation cancellation) {

  public ScanContext {
    Objects.requireNonNull(allocator, "allocator");
    Objects.requireNonNull(queryId, "queryId");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(cancellation, "cancellation");
    if (batchRows < 1) {
      throw new IllegalArgumentException("batchRows must be at least 1: " + batchRows);
    }
  }
}
