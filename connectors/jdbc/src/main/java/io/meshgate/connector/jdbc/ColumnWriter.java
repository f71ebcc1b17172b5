package io.meshgate.connector.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.arrow.vector.FieldVector;

/**
 * Copies one column of a result set into an Arrow vector.
 *
 * <p>A value that does not fit is refused with an {@link ArithmeticException} or a {@link
 * java.time.DateTimeException}; {@link ResultSetReader} names the column.
 */
@FunctionalInterface
public interface ColumnWriter {

  /**
   * Writes the value of the current row, NULL included.
   *
   * @param column the column's number in the result set, from 1
   * @return bytes that the value took
   */
  int write(ResultSet row, int column, FieldVector vector, int index) throws SQLException;
}
