package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Hands DuckDB's batches on under the promised schema, after a look at values it cannot hold. */
final class DuckDbReader extends ArrowReader {

  private static final long DAY_IN_MICROS = 86_400_000_000L;

  private final Schema schema;
  private final ArrowReader exported;
  private final ScanControl control;
  private boolean checked;
  private boolean finished;
  private boolean closed;

  DuckDbReader(
      Schema schema, ArrowReader exported, BufferAllocator allocator, ScanControl control) {
    super(allocator);
    this.schema = schema;
    this.exported = exported;
    this.control = control;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    control.checkRunning();
    ensureInitialized();
    VectorSchemaRoot target = getVectorSchemaRoot();
    target.clear();
    if (finished) {
      return false;
    }
    try {
      return load(target);
    } catch (IOException | RuntimeException e) {
      throw control.explain(e);
    }
  }

  private boolean load(VectorSchemaRoot target) throws IOException {
    VectorSchemaRoot batch = exported.getVectorSchemaRoot();
    checkTypes(batch.getSchema());
    boolean isThere = exported.loadNextBatch();
    control.checkRunning();
    if (!isThere || batch.getRowCount() == 0) {
      finished = true;
      return false;
    }
    List<FieldVector> vectors = batch.getFieldVectors();
    for (int i = 0; i < vectors.size(); i++) {
      Field field = schema.getFields().get(i);
      checkValues(field, vectors.get(i));
      vectors.get(i).makeTransferPair(target.getVector(i)).transfer();
    }
    target.setRowCount(batch.getRowCount());
    return true;
  }

  private void checkTypes(Schema actual) {
    if (checked) {
      return;
    }
    if (actual.getFields().size() != schema.getFields().size()) {
      throw new ConnectorException(
          Kind.INTERNAL,
          "The query has "
              + actual.getFields().size()
              + " columns where "
              + schema.getFields().size()
              + " were promised");
    }
    for (int i = 0; i < schema.getFields().size(); i++) {
      Field promised = schema.getFields().get(i);
      Field found = actual.getFields().get(i);
      if (!ValueType.sameValues(promised, found)) {
        throw control.failure(
            Kind.SCHEMA_CHANGED,
            promised.getName(),
            "is " + text(found) + " where " + text(promised) + " was promised");
      }
    }
    checked = true;
  }

  private static String text(Field field) {
    return field.getChildren().isEmpty()
        ? field.getType().toString()
        : field.getType() + field.getChildren().toString();
  }

  private void checkValues(Field field, FieldVector vector) {
    if (!field.isNullable() && vector.getNullCount() > 0) {
      throw control.failure(Kind.DATA, field.getName(), "holds NULL, which was promised not to be");
    }
    checkRange(field, vector);
  }

  /** Looks at the values of a column, and at all that they hold. */
  private void checkRange(Field field, FieldVector vector) {
    vector.getChildrenFromFields().forEach(child -> checkRange(field, child));
    switch (vector.getField().getType().getTypeID()) {
      case Date -> checkDays(field, vector);
      case Timestamp -> checkMicros(field, vector, Long.MAX_VALUE, "holds an infinite timestamp");
      case Time -> checkMicros(field, vector, DAY_IN_MICROS, "holds the time 24:00:00");
      default -> {}
    }
  }

  private void checkDays(Field field, FieldVector vector) {
    BaseFixedWidthVector days = (BaseFixedWidthVector) vector;
    for (int row = 0; row < days.getValueCount(); row++) {
      int day = days.getDataBuffer().getInt((long) row * Integer.BYTES);
      if ((day == Integer.MAX_VALUE || day == -Integer.MAX_VALUE) && !days.isNull(row)) {
        throw control.failure(Kind.DATA, field.getName(), "holds an infinite date");
      }
    }
  }

  private void checkMicros(Field field, FieldVector vector, long beyond, String text) {
    BaseFixedWidthVector times = (BaseFixedWidthVector) vector;
    for (int row = 0; row < times.getValueCount(); row++) {
      long micros = times.getDataBuffer().getLong((long) row * Long.BYTES);
      if ((micros >= beyond || micros <= -beyond) && !times.isNull(row)) {
        throw control.failure(Kind.DATA, field.getName(), text);
      }
    }
  }

  @Override
  public long bytesRead() {
    return exported.bytesRead();
  }

  @Override
  protected void closeReadSource() throws IOException {
    if (!closed) {
      closed = true;
      try {
        exported.close();
      } finally {
        control.finish();
      }
    }
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
