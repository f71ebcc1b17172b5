package io.meshgate.connector.postgres;

import io.meshgate.connector.jdbc.MisfitMarks;
import io.meshgate.connector.jdbc.ScanReader;
import io.meshgate.connector.jdbc.ScanSession;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Rows of a scan from {@code COPY (...) TO STDOUT (FORMAT binary)}, decoded straight from the
 * driver's message buffers into Arrow vectors.
 *
 * <p>The stream has an end mark, and the driver confirms the statement's success after it: a stream
 * without either is a failure, never a short result.
 */
final class CopyReader extends ScanReader {

  private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};
  private static final int FLAGS_AND_EXTENSION = 8;
  private static final int NULL_LENGTH = -1;
  private static final int END_MARK = -1;

  private final CopyOut copy;
  private final FieldDecoder[] decoders;
  private final MisfitMarks misfits;
  private byte[] buffer = new byte[0];
  private int position;
  private boolean started;
  private boolean ended;

  private CopyReader(ScanSession session, CopyOut copy) {
    super(session);
    this.copy = copy;
    this.decoders =
        session.scan().columns().stream()
            .map(field -> FieldDecoders.of(field, session.source()))
            .toArray(FieldDecoder[]::new);
    this.misfits = new MisfitMarks(session.scan());
  }

  /**
   * Starts the copy; the reader owns the session. If this fails, the session is closed.
   *
   * @throws ConnectorException if the server refuses the statement
   */
  static CopyReader open(ScanSession session) {
    try {
      String statement = "COPY (" + session.scan().sql() + ") TO STDOUT (FORMAT binary)";
      CopyOut copy =
          session
              .connection()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut(session.tagged(statement));
      return new CopyReader(session, copy);
    } catch (SQLException e) {
      ConnectorException failure = session.failure(e);
      session.close();
      throw failure;
    } catch (IllegalArgumentException e) {
      session.close();
      throw e;
    }
  }

  @Override
  protected Filled fill(VectorSchemaRoot root, int rowLimit) throws SQLException {
    List<FieldVector> vectors = root.getFieldVectors();
    for (int i = 0; i < decoders.length; i++) {
      decoders[i].bind(vectors.get(i));
    }
    misfits.bind(vectors);
    int rows = 0;
    long bytes = 0;
    while (rows < rowLimit && bytes < BATCH_BYTES && nextRow()) {
      bytes += decodeRow(rows);
      misfits.endRow(rows);
      rows++;
    }
    for (FieldDecoder decoder : decoders) {
      decoder.finish(rows);
    }
    return new Filled(rows, bytes);
  }

  /** Moves to the first field of the next row, or past the end mark. */
  private boolean nextRow() throws SQLException {
    if (ended) {
      return false;
    }
    if (!started) {
      readHeader();
      started = true;
    }
    require(Short.BYTES);
    int fields = BigEndian.shortAt(buffer, position);
    position += Short.BYTES;
    if (fields == END_MARK) {
      readEnd();
      ended = true;
      return false;
    }
    if (fields != decoders.length) {
      throw unexpected("%d columns where %d were asked for".formatted(fields, decoders.length));
    }
    return true;
  }

  private long decodeRow(int row) throws SQLException {
    long bytes = 0;
    for (int i = 0; i < decoders.length; i++) {
      require(Integer.BYTES);
      int length = BigEndian.intAt(buffer, position);
      position += Integer.BYTES;
      if (length == NULL_LENGTH) {
        decoders[i].decodeNull(row);
        bytes += Long.BYTES;
      } else {
        require(length);
        decode(i, length, row);
        position += length;
        bytes += Integer.BYTES + length;
      }
    }
    return bytes;
  }

  private void decode(int column, int length, int row) {
    try {
      decoders[column].decode(buffer, position, length, row);
    } catch (ConnectorException e) {
      misfits.refuse(column, e);
      decoders[column].decodeNull(row);
    }
  }

  private void readHeader() throws SQLException {
    require(SIGNATURE.length + FLAGS_AND_EXTENSION);
    if (!Arrays.equals(SIGNATURE, Arrays.copyOf(buffer, SIGNATURE.length))) {
      throw unexpected("no binary COPY");
    }
    int extension = BigEndian.intAt(buffer, SIGNATURE.length + Integer.BYTES);
    position = SIGNATURE.length + FLAGS_AND_EXTENSION;
    require(extension);
    position += extension;
  }

  /** After the end mark only the confirmation may come; the driver throws if it is an error. */
  private void readEnd() throws SQLException {
    if (position < buffer.length || copy.readFromCopy() != null) {
      throw unexpected("data after the end");
    }
  }

  /** Makes sure that {@code count} bytes stand in the buffer. A message usually is a whole row. */
  private void require(int count) throws SQLException {
    if (count < 0) {
      throw unexpected("a negative length");
    }
    while (buffer.length - position < count) {
      byte[] message = copy.readFromCopy();
      if (message == null) {
        throw new ConnectorException(
            Kind.UNAVAILABLE,
            "Source '%s' ended its result before the last row".formatted(session().source()));
      }
      int rest = buffer.length - position;
      if (rest == 0) {
        buffer = message;
      } else {
        byte[] joined = Arrays.copyOfRange(buffer, position, position + rest + message.length);
        System.arraycopy(message, 0, joined, rest, message.length);
        buffer = joined;
      }
      position = 0;
    }
  }

  private ConnectorException unexpected(String what) {
    return new ConnectorException(
        Kind.INTERNAL, "Source '%s' sent %s".formatted(session().source(), what));
  }
}
