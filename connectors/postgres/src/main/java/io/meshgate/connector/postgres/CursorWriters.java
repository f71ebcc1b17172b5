package io.meshgate.connector.postgres;

import io.meshgate.connector.jdbc.ColumnWriter;
import io.meshgate.connector.jdbc.ColumnWriters;
import java.sql.ResultSet;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Column writers for the driver's result sets. What the driver would make another value of, or fail
 * at in its own way, is refused as {@link FieldDecoders} refuses it.
 */
final class CursorWriters {

  private CursorWriters() {}

  /** The writer for a column of the field's type. */
  static ColumnWriter of(Field field, String source) {
    return switch (field.getType().getTypeID()) {
      case List -> new ArrayWriter(field, source);
      case Decimal -> refusing(field.getType(), "NaN", "Infinity", "-Infinity");
      // The driver has no hour 24: it reads the last nanosecond before.
      case Time -> refusing(field.getType(), "24:00:00");
      default -> ColumnWriters.of(field.getType());
    };
  }

  /** A writer that refuses some values, by their texts. */
  private static ColumnWriter refusing(ArrowType type, String... refused) {
    ColumnWriter writer = ColumnWriters.of(type);
    return (ResultSet row, int column, FieldVector vector, int index) -> {
      refuse(row.getString(column), refused);
      return writer.write(row, column, vector, index);
    };
  }

  private static void refuse(@Nullable String text, String... refused) {
    for (String other : refused) {
      if (other.equals(text)) {
        throw new ArithmeticException("no such value in Java");
      }
    }
  }
}
