package io.meshgate.connector.duckdb;

import java.util.BitSet;
import java.util.Optional;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * The values of a column that its Arrow type has no meaning for: DuckDB exports an infinite date as
 * the number that stands for it.
 *
 * @param rows the rows of the batch that have one, at whatever depth; not empty
 * @param what they hold, for messages
 */
record Misfits(BitSet rows, String what) {

  private static final long DAY_IN_MICROS = 86_400_000_000L;

  /** Looks at the values of a column, and at all that they hold. */
  static Optional<Misfits> in(FieldVector vector) {
    return switch (vector.getField().getType().getTypeID()) {
      case Date -> days((BaseFixedWidthVector) vector);
      case Timestamp ->
          micros((BaseFixedWidthVector) vector, Long.MAX_VALUE, "an infinite timestamp");
      case Time -> micros((BaseFixedWidthVector) vector, DAY_IN_MICROS, "the time 24:00:00");
      default -> inside(vector);
    };
  }

  private static Optional<Misfits> days(BaseFixedWidthVector days) {
    BitSet rows = new BitSet();
    for (int row = 0; row < days.getValueCount(); row++) {
      int day = days.getDataBuffer().getInt((long) row * Integer.BYTES);
      if ((day == Integer.MAX_VALUE || day == -Integer.MAX_VALUE) && !days.isNull(row)) {
        rows.set(row);
      }
    }
    return found(rows, "an infinite date");
  }

  private static Optional<Misfits> micros(BaseFixedWidthVector times, long beyond, String what) {
    BitSet rows = new BitSet();
    for (int row = 0; row < times.getValueCount(); row++) {
      long micros = times.getDataBuffer().getLong((long) row * Long.BYTES);
      if ((micros >= beyond || micros <= -beyond) && !times.isNull(row)) {
        rows.set(row);
      }
    }
    return found(rows, what);
  }

  private static Optional<Misfits> inside(FieldVector vector) {
    for (FieldVector child : vector.getChildrenFromFields()) {
      Optional<Misfits> below = in(child);
      if (below.isPresent()) {
        Optional<Misfits> found = found(above(vector, below.get().rows()), below.get().what());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The rows of a nested column that hold some of its children's. */
  private static BitSet above(FieldVector vector, BitSet children) {
    BitSet rows = new BitSet();
    for (int row = 0; row < vector.getValueCount(); row++) {
      if (!vector.isNull(row)) {
        int first = row;
        int end = row + 1;
        if (vector instanceof ListVector lists) {
          first = lists.getElementStartIndex(row);
          end = lists.getElementEndIndex(row);
        } else if (vector instanceof FixedSizeListVector arrays) {
          first = row * arrays.getListSize();
          end = first + arrays.getListSize();
        }
        int next = children.nextSetBit(first);
        rows.set(row, next >= 0 && next < end);
      }
    }
    return rows;
  }

  private static Optional<Misfits> found(BitSet rows, String what) {
    return rows.isEmpty() ? Optional.empty() : Optional.of(new Misfits(rows, what));
  }
}
