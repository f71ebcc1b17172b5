package io.meshgate.server.attacks;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Rows of parameters of a prepared statement, written as {@code TYPE:VALUE, TYPE:VALUE}. */
final class Parameters {

  private Parameters() {}

  /** The rows; the first one says which types there are. */
  static VectorSchemaRoot root(List<String> rows, BufferAllocator memory) {
    List<FieldVector> vectors = new ArrayList<>();
    if (!rows.isEmpty()) {
      for (String parameter : rows.get(0).split(", ", -1)) {
        vectors.add(vector(parameter.split(":", 2)[0], "p" + vectors.size(), memory));
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      String[] values = rows.get(row).split(", ", -1);
      for (int i = 0; i < values.length; i++) {
        set(vectors.get(i), row, values[i].split(":", 2)[1]);
      }
    }
    vectors.forEach(vector -> vector.setValueCount(rows.size()));
    VectorSchemaRoot root = new VectorSchemaRoot(vectors);
    root.setRowCount(rows.size());
    return root;
  }

  private static FieldVector vector(String type, String name, BufferAllocator memory) {
    return switch (type) {
      case "text" -> new VarCharVector(name, memory);
      case "bytes" -> new VarBinaryVector(name, memory);
      case "int" -> new IntVector(name, memory);
      case "bigint" -> new BigIntVector(name, memory);
      case "double" -> new Float8Vector(name, memory);
      case "boolean" -> new BitVector(name, memory);
      case "date" -> new DateDayVector(name, memory);
      case "null" -> new NullVector(name);
      default -> throw new IllegalArgumentException("No type of parameters: " + type);
    };
  }

  private static void set(FieldVector vector, int row, String value) {
    if (value.equals("NULL")) {
      vector.setNull(row);
    } else if (vector instanceof VarCharVector text) {
      text.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof VarBinaryVector bytes) {
      bytes.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof IntVector number) {
      number.setSafe(row, Integer.parseInt(value));
    } else if (vector instanceof BigIntVector number) {
      number.setSafe(row, Long.parseLong(value));
    } else if (vector instanceof Float8Vector number) {
      number.setSafe(row, Double.parseDouble(value));
    } else if (vector instanceof BitVector bit) {
      bit.setSafe(row, Boolean.parseBoolean(value) ? 1 : 0);
    } else if (vector instanceof DateDayVector date) {
      date.setSafe(row, (int) LocalDate.parse(value).toEpochDay());
    }
  }
}
