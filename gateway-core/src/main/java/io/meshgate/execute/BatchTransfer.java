package io.meshgate.execute;

import io.meshgate.spi.ValueType;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Moves the rows of one batch to another without copying them. */
final class BatchTransfer {

  private BatchTransfer() {}

  /**
   * Moves all vectors of {@code source} into {@code target}; the source is empty afterwards.
   *
   * @throws IllegalStateException if the two have different types at some position
   */
  static void move(VectorSchemaRoot source, VectorSchemaRoot target) {
    List<FieldVector> from = source.getFieldVectors();
    List<FieldVector> to = target.getFieldVectors();
    if (from.size() != to.size()) {
      throw new IllegalStateException(
          "Expected " + to.size() + " columns, received " + from.size());
    }
    int rows = source.getRowCount();
    for (int i = 0; i < from.size(); i++) {
      if (IntervalTransfer.applies(from.get(i), to.get(i))) {
        IntervalTransfer.move(from.get(i), to.get(i));
        continue;
      }
      if (!ValueType.sameValues(from.get(i).getField(), to.get(i).getField())) {
        throw new IllegalStateException(
            "Column "
                + to.get(i).getName()
                + " was planned as "
                + to.get(i).getField()
                + " but arrived as "
                + from.get(i).getField());
      }
      from.get(i).makeTransferPair(to.get(i)).transfer();
    }
    target.setRowCount(rows);
    source.setRowCount(0);
  }
}
