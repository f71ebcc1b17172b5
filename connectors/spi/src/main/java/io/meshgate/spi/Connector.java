package io.meshgate.spi;

import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * One configured source with one set of credentials.
 *
 * <p>Implementations are safe for use by many threads; each call borrows what it needs (a pooled
 * connection, a file handle) and gives it back. A connector that cannot reach its source is still
 * constructed: calls fail with {@link ConnectorException.Kind#UNAVAILABLE} until the source is
 * back.
 */
public interface Connector extends AutoCloseable {

  /**
   * What this source can run; fixed for the connector's lifetime and known without contacting it.
   */
  Capabilities capabilities();

  /**
   * Describes a table as the source has it now, or returns empty if there is none.
   *
   * @throws ConnectorException if the source cannot be reached or refuses to answer
   */
  Optional<RemoteTable> describe(TableName table);

  /**
   * Starts {@code scan} and returns its rows.
   *
   * <p>Each batch has exactly {@code scan.schema()}; a value that does not fit it fails the read,
   * or is marked if the scan says so ({@link RemoteScan.Misfits}), and is never rounded or
   * truncated. Buffers come from {@code context.allocator()}. The caller owns the reader, reads it
   * from one thread at a time, and closes it; closing before the end stops the source's own work.
   * Between {@code open} and close, {@code context.cancellation()} may fire on any thread: the
   * source's statement is then told to stop and the blocked read fails with {@link
   * ConnectorException.Kind#CANCELLED}. A reader that ends normally has delivered every row;
   * anything less throws.
   *
   * @throws ConnectorException if the scan cannot be started
   */
  ArrowReader open(RemoteScan scan, ScanContext context);

  /** Frees pools and files. Scans still open fail; their owners still close them. */
  @Override
  void close();
}
