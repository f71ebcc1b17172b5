package io.meshgate.session;

import java.time.Duration;
import java.util.Objects;

/**
 * What one query may use before it is ended with {@link ErrorCode#RESOURCE_EXHAUSTED} or {@link
 * ErrorCode#TIMEOUT}.
 *
 * @param maxRows rows in the result
 * @param maxBytes bytes of the result, as Arrow holds it
 * @param maxDuration time from the start of execution to the last batch
 * @param maxStall time that the client may take no rows while some are ready
 * @param bufferBytes bytes of Arrow buffers held at one time
 * @param engineBytes bytes that the residual engine may hold before it spills
 * @param spillBytes bytes that the residual engine may spill to disk
 * @param batchRows rows in a batch, at most
 */
public record QueryLimits(
    long maxRows,
    long maxBytes,
    Duration maxDuration,
    Duration maxStall,
    long bufferBytes,
    long engineBytes,
    long spillBytes,
    int batchRows) {

  private static final long MIB = 1024L * 1024L;

  /**
   * Generous limits: any number of rows and bytes, ten minutes, five of them without a row taken,
   * 512 MiB of buffers, 1 GiB of engine memory.
   */
  public static final QueryLimits DEFAULT =
      new QueryLimits(
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          512 * MIB,
          1024 * MIB,
          16 * 1024 * MIB,
          16_384);

  public QueryLimits {
    Objects.requireNonNull(maxDuration, "maxDuration");
    Objects.requireNonNull(maxStall, "maxStall");
    if (maxRows < 1
        || maxBytes < 1
        || bufferBytes < 1
        || engineBytes < 1
        || spillBytes < 0
        || batchRows < 1) {
      throw new IllegalArgumentException("Limits must be positive");
    }
    if (maxDuration.isNegative() || maxDuration.isZero()) {
      throw new IllegalArgumentException("maxDuration must be positive");
    }
    if (maxStall.isNegative() || maxStall.isZero()) {
      throw new IllegalArgumentException("maxStall must be positive");
    }
  }

  /** These limits with another bound on the rows of the result. */
  public QueryLimits withMaxRows(long rows) {
    return new QueryLimits(
        rows, maxBytes, maxDuration, maxStall, bufferBytes, engineBytes, spillBytes, batchRows);
  }

  /** These limits with another bound on the bytes of the result. */
  public QueryLimits withMaxBytes(long bytes) {
    return new QueryLimits(
        maxRows, bytes, maxDuration, maxStall, bufferBytes, engineBytes, spillBytes, batchRows);
  }

  /** These limits with another bound on the time. */
  public QueryLimits withMaxDuration(Duration duration) {
    return new QueryLimits(
        maxRows, maxBytes, duration, maxStall, bufferBytes, engineBytes, spillBytes, batchRows);
  }

  /** These limits with another bound on the time that the client takes no rows. */
  public QueryLimits withMaxStall(Duration stall) {
    return new QueryLimits(
        maxRows, maxBytes, maxDuration, stall, bufferBytes, engineBytes, spillBytes, batchRows);
  }

  /** These limits with other bounds on memory. */
  public QueryLimits withMemory(long newBufferBytes, long newEngineBytes, long newSpillBytes) {
    return new QueryLimits(
        maxRows,
        maxBytes,
        maxDuration,
        maxStall,
        newBufferBytes,
        newEngineBytes,
        newSpillBytes,
        batchRows);
  }
}
