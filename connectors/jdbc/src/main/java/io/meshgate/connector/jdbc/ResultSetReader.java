package io.meshgate.connector.jdbc;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of a scan from a JDBC result set whose i-th column is the schema's i-th field. */
public final class ResultSetReader extends ScanReader {

  private static final Logger LOG = LoggerFactory.getLogger(ResultSetReader.class);

  private final Statement statement;
  private final ResultSet rows;
  private final List<ColumnWriter> writers;
  private final MisfitMarks misfits;

  private ResultSetReader(
      ScanSession session, Statement statement, ResultSet rows, List<ColumnWriter> writers) {
    super(session);
    this.statement = statement;
    this.rows = rows;
    this.writers = List.copyOf(writers);
    this.misfits = new MisfitMarks(session.scan());
  }

  /**
   * Runs the session's scan and returns its rows; the reader owns the session. If this fails, the
   * session is closed.
   *
   * @param fetchSize what the driver takes as a hint to stream, see {@link Statement#setFetchSize}
   * @param writers one writer a column, in order
   * @throws ConnectorException if the statement fails, or its result has another number of columns
   *     than the schema
   */
  public static ResultSetReader open(
      ScanSession session, int fetchSize, List<ColumnWriter> writers) {
    try {
      // Closing the session's connection closes the statement too.
      Statement statement = session.connection().createStatement();
      statement.setFetchSize(fetchSize);
      ResultSet rows = statement.executeQuery(session.tagged(session.scan().sql()));
      int columns = rows.getMetaData().getColumnCount();
      if (columns != writers.size()) {
        throw new ConnectorException(
            Kind.INTERNAL,
            "Source '%s' returned %d columns where %d were asked for"
                .formatted(session.source(), columns, writers.size()));
      }
      return new ResultSetReader(session, statement, rows, writers);
    } catch (SQLException e) {
      ConnectorException failure = session.failure(e);
      session.close();
      throw failure;
    } catch (ConnectorException e) {
      session.close();
      throw e;
    }
  }

  @Override
  protected Filled fill(VectorSchemaRoot root, int rowLimit) throws SQLException {
    List<FieldVector> vectors = root.getFieldVectors();
    misfits.bind(vectors);
    int row = 0;
    long bytes = 0;
    while (row < rowLimit && bytes < BATCH_BYTES && rows.next()) {
      for (int i = 0; i < writers.size(); i++) {
        bytes += write(i, vectors.get(i), row);
      }
      misfits.endRow(row);
      row++;
    }
    return new Filled(row, bytes);
  }

  private int write(int column, FieldVector vector, int row) throws SQLException {
    try {
      return writers.get(column).write(rows, column + 1, vector, row);
    } catch (ArithmeticException | DateTimeException e) {
      misfits.refuse(
          column,
          new ConnectorException(
              Kind.DATA,
              "A value of column '%s' from source '%s' does not fit %s"
                  .formatted(vector.getName(), session().source(), vector.getField().getType()),
              e));
    } catch (ConnectorException e) {
      misfits.refuse(column, e);
    }
    vector.setNull(row);
    return Long.BYTES;
  }

  /**
   * Stops the server before the driver's objects are closed: some drivers read on while closing.
   */
  @Override
  protected void closeReadSource() {
    super.closeReadSource();
    try (statement;
        rows) {
      LOG.trace("Source '{}': result closed", session().source());
    } catch (SQLException e) {
      LOG.debug("Source '{}': a result could not be closed", session().source(), e);
    }
  }
}
