package io.meshgate.server.flight.metadata;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/** Writes rows of Java values into the vectors of a metadata answer. */
final class RowWriter {

  private RowWriter() {}

  /** Replaces what the root holds; each row has one value for each column, null for NULL. */
  static void write(VectorSchemaRoot root, List<? extends List<? extends @Nullable Object>> rows) {
    root.allocateNew();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < root.getFieldVectors().size(); column++) {
        Object value = rows.get(row).get(column);
        if (value != null) {
          set(root.getVector(column), row, value);
        }
      }
    }
    root.setRowCount(rows.size());
  }

  private static void set(FieldVector vector, int row, Object value) {
    if (vector instanceof VarCharVector text) {
      text.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof IntVector number) {
      number.setSafe(row, (int) value);
    } else if (vector instanceof UInt1Vector number) {
      number.setSafe(row, (int) value);
    } else if (vector instanceof BitVector bit) {
      bit.setSafe(row, (boolean) value ? 1 : 0);
    } else if (vector instanceof VarBinaryVector binary) {
      binary.setSafe(row, (byte[]) value);
    } else if (vector instanceof ListVector list) {
      setList(list, row, (List<?>) value);
    } else {
      throw new IllegalArgumentException("No metadata column has the type " + vector.getField());
    }
  }

  private static void setList(ListVector list, int row, List<?> items) {
    int start = list.startNewValue(row);
    for (int i = 0; i < items.size(); i++) {
      set(list.getDataVector(), start + i, items.get(i));
    }
    list.endValue(row, items.size());
  }
}
