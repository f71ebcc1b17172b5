package io.meshgate.execute;

import io.meshgate.system.SystemScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a system table in batches. */
final class SystemReader extends ArrowReader {

  private static final int BATCH_ROWS = 4096;

  private final SystemScan scan;
  private final Stream<List<@Nullable Object>> stream;
  private final Iterator<List<@Nullable Object>> rows;

  SystemReader(SystemScan scan, BufferAllocator allocator) {
    super(allocator);
    this.scan = scan;
    this.stream = scan.rows();
    this.rows = stream.iterator();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    if (!rows.hasNext()) {
      return false;
    }
    VectorSchemaRoot batch = getVectorSchemaRoot();
    batch.allocateNew();
    int count = 0;
    while (count < BATCH_ROWS && rows.hasNext()) {
      List<@Nullable Object> row = rows.next();
      for (int i = 0; i < row.size(); i++) {
        Object value = row.get(i);
        if (value != null) {
          write(batch.getVector(i), count, value);
        }
      }
      count++;
    }
    batch.setRowCount(count);
    return true;
  }

  private static void write(FieldVector vector, int row, Object value) {
    if (vector instanceof VarCharVector text) {
      text.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof IntVector integers) {
      integers.setSafe(row, (Integer) value);
    } else if (vector instanceof BigIntVector integers) {
      integers.setSafe(row, (Long) value);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, (Boolean) value ? 1 : 0);
    } else if (vector instanceof TimeStampMicroTZVector instants) {
      instants.setSafe(row, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
    } else {
      throw new IllegalArgumentException("System tables have no columns of " + vector.getField());
    }
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {
    stream.close();
  }

  @Override
  protected Schema readSchema() {
    return scan.table().arrowSchema();
  }
}
