package io.meshgate.connector.duckdb;

import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
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
    ScanContext context =
        new ScanContext(allocator, "q", "tester", Optional.empty(), 1024, new Cancellation());
    return ArrowRows.drain(connector.open(new RemoteScan.SqlScan("lake", schema, sql), context));
  }
}
