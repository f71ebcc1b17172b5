package io.meshgate.connector.testing;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.SqlSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Asks one connector, as the engine would. */
final class ContractProbe {

  static final String SOURCE = "contract";

  private final Connector connector;
  private final ContractStore store;
  private final BufferAllocator allocator;

  ContractProbe(Connector connector, ContractStore store, BufferAllocator allocator) {
    this.connector = connector;
    this.store = store;
    this.allocator = allocator;
  }

  Connector connector() {
    return connector;
  }

  SqlSyntax syntax() {
    Capabilities capabilities = connector.capabilities();
    return capabilities
        .sql()
        .orElseThrow(() -> new AssertionError("This source takes no SQL: " + capabilities));
  }

  RemoteTable describe(ContractTable table) {
    return connector
        .describe(store.nameOf(table))
        .orElseThrow(() -> new AssertionError("describe found no " + store.nameOf(table)));
  }

  ScanContext context(int batchRows) {
    return context(batchRows, new Cancellation());
  }

  ScanContext context(int batchRows, Cancellation cancellation) {
    return new ScanContext(
        allocator, "q-contract", "tester", Optional.empty(), batchRows, cancellation);
  }

  /** A scan of whole columns of {@code table}, as SQL or as a table scan. */
  RemoteScan scan(ContractTable table, List<ContractColumn> columns) {
    List<Field> fields = new ArrayList<>();
    for (ContractColumn column : columns) {
      fields.add(field(column.name(), column.type()));
    }
    Schema schema = new Schema(fields);
    if (connector.capabilities().sql().isEmpty()) {
      return new RemoteScan.TableScan(SOURCE, schema, store.nameOf(table), OptionalLong.empty());
    }
    RemoteTable described = describe(table);
    ContractSql sql = new ContractSql(syntax());
    List<String> reads =
        columns.stream().map(column -> sql.read(described, column.name())).toList();
    return new RemoteScan.SqlScan(
        SOURCE, schema, "SELECT " + String.join(", ", reads) + " FROM " + described.from());
  }

  RemoteScan scan(ContractTable table) {
    return scan(table, table.columns());
  }

  /** The rows of a query whose columns have the given types. */
  List<List<@Nullable Object>> rows(String sql, ArrowType... types) {
    return ArrowRows.drain(open(sql, types));
  }

  ArrowReader open(String sql, ArrowType... types) {
    return connector.open(query(sql, types), context(4096));
  }

  static RemoteScan query(String sql, ArrowType... types) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      fields.add(field("c" + i, types[i]));
    }
    return new RemoteScan.SqlScan(SOURCE, new Schema(fields), sql);
  }

  private static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), null);
  }
}
