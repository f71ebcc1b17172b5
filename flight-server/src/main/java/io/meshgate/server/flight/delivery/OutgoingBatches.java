package io.meshgate.server.flight.delivery;

import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * The batches of a result, cut to sizes that every client accepts.
 *
 * <p>The buffers of a batch are moved out of the result, never copied: they stay on the wire after
 * {@link #sent} and must not be written again, so the result has to allocate new ones. Used by one
 * thread at a time.
 */
final class OutgoingBatches implements AutoCloseable {

  /** The size that batches are cut to. */
  static final long TARGET_BYTES = 2L << 20;

  /** The size above which a batch of more than one row is never sent. */
  static final long MAXIMUM_BYTES = 3L << 20;

  // Few rows first: people look at a result's beginning while the rest is on its way.
  private static final int FIRST_ROWS = 1024;

  private final ArrowReader reader;
  private final VectorSchemaRoot source;
  private final VectorSchemaRoot outgoing;
  private int offset;
  private int rowsPerBatch;
  private long rows;
  private boolean first = true;

  OutgoingBatches(ArrowReader reader, Schema schema, BufferAllocator allocator) throws IOException {
    this.reader = reader;
    this.source = reader.getVectorSchemaRoot();
    this.outgoing = outgoing(schema, source, allocator);
  }

  /** The root that holds the batch to send. */
  VectorSchemaRoot root() {
    return outgoing;
  }

  /** Whether the batch to send is the first of the stream. */
  boolean isFirst() {
    return first;
  }

  /** The rows in the batches so far. */
  long rows() {
    return rows;
  }

  /** Puts the next rows into {@link #root()}; false if there are none. */
  boolean next() throws IOException {
    while (offset >= source.getRowCount()) {
      source.getFieldVectors().forEach(FieldVector::clear);
      offset = 0;
      if (!reader.loadNextBatch()) {
        source.setRowCount(0);
        return false;
      }
      rowsPerBatch = rowsPerBatch(source);
    }
    int count = Math.min(rowsPerBatch, source.getRowCount() - offset);
    if (first) {
      count = Math.min(count, FIRST_ROWS);
    }
    take(count);
    while (bytes(outgoing) > MAXIMUM_BYTES && count > 1) {
      count /= 2;
      take(count);
    }
    offset += count;
    rows += count;
    return true;
  }

  /** Lets go of the batch that was sent. */
  void sent() {
    first = false;
    clear();
  }

  @Override
  public void close() {
    outgoing.close();
  }

  private void take(int count) {
    clear();
    boolean whole = offset == 0 && count == source.getRowCount() && bytes(source) <= MAXIMUM_BYTES;
    for (int i = 0; i < outgoing.getFieldVectors().size(); i++) {
      TransferPair pair = source.getVector(i).makeTransferPair(outgoing.getVector(i));
      if (whole) {
        pair.transfer();
      } else {
        pair.splitAndTransfer(offset, count);
      }
    }
    outgoing.setRowCount(count);
  }

  private void clear() {
    outgoing.getFieldVectors().forEach(FieldVector::clear);
    outgoing.setRowCount(0);
  }

  private static int rowsPerBatch(VectorSchemaRoot root) {
    long parts = bytes(root) / TARGET_BYTES + 1;
    int count = (int) (root.getRowCount() / parts);
    // Whole bytes of validity bits are shared, others are shifted.
    return count < 8 ? Math.max(count, 1) : count + 7 & ~7;
  }

  private static long bytes(VectorSchemaRoot root) {
    long bytes = 0;
    for (FieldVector vector : root.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }

  private static VectorSchemaRoot outgoing(
      Schema schema, VectorSchemaRoot source, BufferAllocator allocator) {
    List<FieldVector> vectors = new ArrayList<>();
    List<Field> fields = source.getSchema().getFields();
    if (fields.size() != schema.getFields().size()) {
      throw new IllegalStateException(
          "The plan has " + schema.getFields().size() + " columns, its reader " + fields.size());
    }
    for (int i = 0; i < fields.size(); i++) {
      Field promised = schema.getFields().get(i);
      if (!ValueType.sameValues(fields.get(i), promised)) {
        throw new IllegalStateException(
            "Column %s was planned as %s and is read as %s"
                .formatted(promised.getName(), promised, fields.get(i)));
      }
      vectors.add(fields.get(i).createVector(allocator));
    }
    return new VectorSchemaRoot(schema, vectors, 0);
  }
}
