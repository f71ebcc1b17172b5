package io.meshgate.execute;

import com.google.common.base.Throwables;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.ConnectorException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of a table that does not exist for the caller. A failure is told in words that name no
 * table, no column and no source of theirs; the log has it whole.
 */
final class HiddenRowsReader extends ForwardingReader {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenRowsReader.class);

  private final String failure;

  private HiddenRowsReader(ArrowReader rows, String failure, BufferAllocator allocator) {
    super(rows, allocator);
    this.failure = failure;
  }

  /**
   * @param failure what the caller is told if the rows cannot be read
   */
  static ArrowReader open(Callable<ArrowReader> opener, String failure, BufferAllocator allocator)
      throws IOException {
    try {
      return new HiddenRowsReader(opener.call(), failure, allocator);
    } catch (Exception e) {
      throw told(e, failure);
    }
  }

  private static IOException told(Exception cause, String failure) {
    if (is(ConnectorException.Kind.TIMEOUT, cause)) {
      return new IOException(
          new QueryException(ErrorCode.TIMEOUT, "The query took longer than its limit", cause));
    }
    if (is(ConnectorException.Kind.CANCELLED, cause)) {
      LOG.debug("A query ended before its rules were read", cause);
    } else {
      LOG.error("{}", failure, cause);
    }
    return new IOException(new QueryException(ErrorCode.SOURCE_UNAVAILABLE, failure));
  }

  private static boolean is(ConnectorException.Kind kind, Exception failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(e -> e instanceof ConnectorException source && source.kind() == kind);
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      return super.loadNextBatch();
    } catch (IOException | RuntimeException e) {
      throw told(e, failure);
    }
  }
}
