package io.meshgate.connector.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows of one scan, batch by batch, in buffers that are new for each batch so that a consumer may
 * keep the last one.
 *
 * <p>The first batch is small, for a quick first answer; later ones hold up to the context's number
 * of rows or about {@link #BATCH_BYTES}. The reader owns its session.
 */
public abstract class ScanReader extends ArrowReader {

  /** Bytes after which a batch is full. */
  public static final long BATCH_BYTES = 3L << 19;

  private static final int FIRST_ROWS = 1024;
  private static final int BYTES_PER_TEXT = 16;

  private final ScanSession session;
  private long bytesRead;
  private int rowLimit;
  private boolean ended;

  /** A reader that closes {@code session} with itself. */
  protected ScanReader(ScanSession session) {
    super(session.context().allocator());
    this.session = session;
    this.rowLimit = Math.min(FIRST_ROWS, session.context().batchRows());
  }

  /** Rows and bytes of one batch. */
  public record Filled(int rows, long bytes) {}

  /**
   * Writes up to {@code rowLimit} rows into the root's vectors, which have room for that many;
   * text, binary and list vectors grow as needed. No rows mean that the source has delivered
   * everything.
   */
  protected abstract Filled fill(VectorSchemaRoot root, int rowLimit) throws SQLException;

  /** The session of this scan. */
  protected final ScanSession session() {
    return session;
  }

  @Override
  public final boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    if (ended) {
      return false;
    }
    session.check();
    VectorSchemaRoot root = getVectorSchemaRoot();
    for (FieldVector vector : root.getFieldVectors()) {
      allocate(vector);
    }
    Filled filled = filled(root);
    if (filled.rows() == 0) {
      ended = true;
      root.clear();
      session.complete();
      return false;
    }
    root.setRowCount(filled.rows());
    bytesRead += filled.bytes();
    rowLimit = session.context().batchRows();
    return true;
  }

  private Filled filled(VectorSchemaRoot root) {
    try {
      return fill(root, rowLimit);
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  private void allocate(FieldVector vector) {
    vector.clear();
    if (vector instanceof ListVector lists) {
      lists.setInitialCapacity(rowLimit);
      lists.allocateNew();
    } else if (vector instanceof BaseVariableWidthVector text) {
      text.allocateNew((long) rowLimit * BYTES_PER_TEXT, rowLimit);
    } else if (vector instanceof BaseFixedWidthVector fixed) {
      fixed.allocateNew(rowLimit);
    } else {
      throw new IllegalArgumentException("No JDBC source delivers " + vector.getField());
    }
  }

  @Override
  public final long bytesRead() {
    return bytesRead;
  }

  @Override
  protected final Schema readSchema() {
    return session.scan().schema();
  }

  @Override
  protected void closeReadSource() {
    session.close();
  }
}
