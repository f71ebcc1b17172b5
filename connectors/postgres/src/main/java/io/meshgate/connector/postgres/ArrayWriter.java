package io.meshgate.connector.postgres;

import io.meshgate.connector.jdbc.ColumnWriter;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Field;

/** Arrays as lists, by way of JDBC; refuses what {@link ArrayDecoder} refuses. */
final class ArrayWriter implements ColumnWriter {

  private static final int VALUE_COLUMN = 2;

  private final Field field;
  private final String source;
  private final ColumnWriter elements;

  ArrayWriter(Field field, String source) {
    this.field = field;
    this.source = source;
    this.elements = CursorWriters.of(field.getChildren().get(0), source);
  }

  @Override
  public int write(ResultSet row, int column, FieldVector vector, int index) throws SQLException {
    ListVector lists = (ListVector) vector;
    Array array = row.getArray(column);
    if (array == null) {
      lists.setNull(index);
      return Integer.BYTES;
    }
    String text = array.toString();
    // Elements with braces are quoted.
    if (text.startsWith("{{") || text.startsWith("[")) {
      throw new ConnectorException(
          Kind.DATA,
          "Column '%s' from source '%s' holds an array of several dimensions or with a first index"
                  .formatted(field.getName(), source)
              + " other than 1, which a list cannot hold; cast it to text in a view");
    }
    FieldVector values = lists.getDataVector();
    int bytes = Integer.BYTES;
    int start = lists.startNewValue(index);
    int end = start;
    try (ResultSet elementRows = array.getResultSet()) {
      while (elementRows.next()) {
        while (values.getValueCapacity() <= end) {
          values.reAlloc();
        }
        bytes += elements.write(elementRows, VALUE_COLUMN, values, end++);
      }
    }
    lists.endValue(index, end - start);
    return bytes;
  }
}
