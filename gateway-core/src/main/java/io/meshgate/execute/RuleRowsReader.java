package io.meshgate.execute;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that an access rule reads. A failure is told to the caller in words that name no table and
 * no source, since for the caller there is none; the log has it whole.
 */
final class RuleRowsReader extends ForwardingReader {

  private static final Logger LOG = LoggerFactory.getLogger(RuleRowsReader.class);

  private RuleRowsReader(ArrowReader rows, BufferAllocator allocator) {
    super(rows, allocator);
  }

  static ArrowReader open(Callable<ArrowReader> opener, BufferAllocator allocator)
      throws IOException {
    try {
      return new RuleRowsReader(opener.call(), allocator);
    } catch (Exception e) {
      throw told(e);
    }
  }

  private static IOException told(Exception failure) {
    LOG.error("An access rule could not be evaluated", failure);
    return new IOException(
        new QueryException(
            ErrorCode.SOURCE_UNAVAILABLE,
            "The access rules of this query cannot be evaluated now; try later"));
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      return super.loadNextBatch();
    } catch (IOException | RuntimeException e) {
      throw told(e);
    }
  }
}
