package io.meshgate.server;

import com.google.common.collect.ImmutableMap;
import io.meshgate.QueryEngine;
import io.meshgate.catalog.ForeignKey;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.execute.QueryResult;
import io.meshgate.plan.PreparedQuery;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.server.flight.metadata.ColumnMetadata;
import io.meshgate.server.flight.service.Prepared;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.ValueType;
import io.meshgate.system.SystemTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/** The engine as the Flight SQL door asks it. */
final class EngineQueries implements QueryService {
  private final QueryEngine engine;
  private final Supplier<String> catalogName;

  EngineQueries(QueryEngine engine, Supplier<String> catalogName) {
    this.engine = engine;
    this.catalogName = catalogName;
  }

  @Override
  public Prepared prepare(QuerySession session, String sql) {
    PreparedQuery prepared = engine.prepare(session, sql);
    return new Prepared(prepared.result(), prepared.parameters());
  }

  @Override
  public QueryResult execute(QuerySession session, String sql, List<@Nullable Object> parameters) {
    return engine.execute(session, sql, parameters);
  }

  @Override
  public List<io.meshgate.server.flight.service.VisibleTable> tables(QuerySession session) {
    VisibleCatalog visible = engine.visible(session);
    return Stream.concat(
            visible.tables().stream().map(table -> table(visible, table)),
            engine.systemTables().tables().stream().map(this::table))
        .toList();
  }

  @Override
  public boolean cancel(QuerySession session, String queryId) {
    return engine.stop(session, queryId);
  }

  private io.meshgate.server.flight.service.VisibleTable table(SystemTable table) {
    List<Field> fields =
        table.columns().stream()
            .map(
                column ->
                    new Field(
                        column.name(),
                        new FieldType(
                            true,
                            column.type(),
                            null,
                            ImmutableMap.of(ColumnMetadata.REMARKS, column.description())),
                        null))
            .toList();
    return new io.meshgate.server.flight.service.VisibleTable(
        catalogName(),
        table.schema(),
        table.name(),
        "SYSTEM TABLE",
        Optional.of(table.description()),
        new Schema(fields),
        List.of(),
        List.of());
  }

  @Override
  public String catalogName() {
    return catalogName.get();
  }

  private io.meshgate.server.flight.service.VisibleTable table(
      VisibleCatalog catalog, VisibleTable visible) {
    ProductTable table = visible.table();
    return new io.meshgate.server.flight.service.VisibleTable(
        catalogName(),
        table.schema(),
        table.name(),
        table.origin() instanceof ProductTable.Derived ? "VIEW" : "TABLE",
        table.description(),
        schema(visible),
        visible.primaryKey(),
        catalog.foreignKeys(visible).stream().map(key -> foreignKey(table, key)).toList());
  }

  private static Schema schema(VisibleTable visible) {
    List<ProductColumn> columns = visible.columns();
    List<RelDataTypeField> types = visible.rowType().getFieldList();
    Field[] fields = new Field[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      ValueType values = visible.valueType(i);
      Map<String, String> metadata =
          ImmutableMap.<String, String>builder()
              .putAll(values.field("").getMetadata())
              .putAll(
                  columns
                      .get(i)
                      .description()
                      .map(text -> Map.of(ColumnMetadata.REMARKS, text))
                      .orElse(Map.of()))
              .buildOrThrow();
      FieldType type =
          new FieldType(types.get(i).getType().isNullable(), values.arrowType(), null, metadata);
      fields[i] = new Field(columns.get(i).name(), type, values.children());
    }
    return new Schema(List.of(fields));
  }

  private static io.meshgate.server.flight.service.VisibleTable.ForeignKey foreignKey(
      ProductTable table, ForeignKey key) {
    return new io.meshgate.server.flight.service.VisibleTable.ForeignKey(
        table.name() + "_" + String.join("_", key.columns()) + "_fkey",
        key.columns(),
        key.schema(),
        key.table(),
        key.referenced());
  }
}
