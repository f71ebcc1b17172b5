package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Hands DuckDB's batches on under the promised schema, after a look at values it cannot hold. */
final class DuckDbReader extends ArrowReader {

  private final RemoteScan.SqlScan scan;
  private final ArrowReader exported;
  private final ScanControl control;
  private boolean checked;
  private boolean finished;
  private boolean closed;

  DuckDbReader(
      RemoteScan.SqlScan scan,
      ArrowReader exported,
      BufferAllocator allocator,
      ScanControl control) {
    super(allocator);
    this.scan = scan;
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
    SortedMap<Integer, String> marks = new TreeMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      Field field = scan.columns().get(i);
      checkNulls(field, vectors.get(i));
      int column = i;
      Misfits.in(vectors.get(i)).ifPresent(found -> refuse(field, column, found, marks));
      vectors.get(i).makeTransferPair(target.getVector(i)).transfer();
    }
    if (scan.misfits() == RemoteScan.Misfits.MARK) {
      VarCharVector written = (VarCharVector) target.getVector(vectors.size());
      written.allocateNew(batch.getRowCount());
      marks.forEach((row, mark) -> written.setSafe(row, mark.getBytes(StandardCharsets.US_ASCII)));
    }
    target.setRowCount(batch.getRowCount());
    return true;
  }

  private void checkTypes(Schema actual) {
    if (checked) {
      return;
    }
    if (actual.getFields().size() != scan.columns().size()) {
      throw new ConnectorException(
          Kind.INTERNAL,
          "The query has "
              + actual.getFields().size()
              + " columns where "
              + scan.columns().size()
              + " were promised");
    }
    for (int i = 0; i < scan.columns().size(); i++) {
      Field promised = scan.columns().get(i);
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

  private void checkNulls(Field field, FieldVector vector) {
    if (!field.isNullable() && vector.getNullCount() > 0) {
      throw control.failure(Kind.DATA, field.getName(), "holds NULL, which was promised not to be");
    }
  }

  /** Fails, or adds a column to the marks of rows. */
  private void refuse(Field field, int column, Misfits found, Map<Integer, String> marks) {
    if (scan.misfits() == RemoteScan.Misfits.FAIL) {
      throw control.failure(Kind.DATA, field.getName(), "holds " + found.what());
    }
    found.rows().stream()
        .forEach(row -> marks.merge(row, "," + column + ",", (old, one) -> old + column + ","));
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
    return scan.schema();
  }
}
