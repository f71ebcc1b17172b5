package io.meshgate.connector.duckdb;

import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Reads whole tables of a connector, as the gateway would. */
final class Lake {

  private final Connector connector;
  private final BufferAllocator allocator;

  Lake(Connector connector, BufferAllocator allocator) {
    this.connector = connector;
    this.allocator = allocator;
  }

  RemoteTable describe(String... name) {
    return connector
        .describe(TableName.of(name))
        .orElseThrow(() -> new AssertionError("No table " + List.of(name)));
  }

  List<List<@Nullable Object>> rows(String... name) {
    return rows(describe(name));
  }

  List<List<@Nullable Object>> rows(RemoteTable table) {
    return rows(table, table.columns());
  }

  List<List<@Nullable Object>> rows(RemoteTable table, List<RemoteColumn> columns) {
    List<Field> fields =
        columns.stream()
            .map(column -> column.valueType().orElseThrow().field(column.name()))
            .toList();
    List<String> reads =
        columns.stream()
            .map(column -> column.read().replace("{}", Sql.name(column.name())))
            .toList();
    return rows(new Schema(fields), "SELECT " + String.join(", ", reads) + " FROM " + table.from());
  }

  List<List<@Nullable Object>> rows(Schema schema, String sql) {
    return rows(new RemoteScan.SqlScan("lake", schema, sql));
  }

  private List<List<@Nullable Object>> rows(RemoteScan scan) {
    return ArrowRows.drain(connector.open(scan, context()));
  }

  /** The first column of each row, and its misfits: Java has no values for these. */
  List<String> marks(RemoteScan.SqlScan scan) throws IOException {
    List<String> marks = new ArrayList<>();
    try (ArrowReader reader = connector.open(scan, context())) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        for (int row = 0; row < root.getRowCount(); row++) {
          marks.add(
              ArrowRows.value(root.getVector(0), row)
                  + " "
                  + ArrowRows.value(root.getVector(RemoteScan.SqlScan.MISFITS), row));
        }
      }
    }
    return marks;
  }

  private ScanContext context() {
    return new ScanContext(allocator, "q", "tester", Optional.empty(), 1024, new Cancellation());
  }
}
