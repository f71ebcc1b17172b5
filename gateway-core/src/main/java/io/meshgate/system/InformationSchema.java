package io.meshgate.system;

import static io.meshgate.system.SystemColumn.integer;
import static io.meshgate.system.SystemColumn.text;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The information schema of the SQL standard (ISO/IEC 9075-11), over what a principal may see.
 *
 * <p>Names of columns are the standard's in lower case, as PostgreSQL writes them; a column {@code
 * remarks} holds the contract's description. What a gateway that only reads does not have is NULL
 * or {@code NO}.
 */
final class InformationSchema {

  static final String SCHEMA = "information_schema";
  private static final String NO = "NO";

  static final SystemColumn TABLE_CATALOG = text("table_catalog", "Catalog of the table");
  static final SystemColumn TABLE_SCHEMA = text("table_schema", "Schema of the table");
  static final SystemColumn TABLE_NAME = text("table_name", "Name of the table");

  private final Supplier<List<SystemTable>> own;

  /**
   * @param own all system tables, these among them; asked when a query runs
   */
  InformationSchema(Supplier<List<SystemTable>> own) {
    this.own = own;
  }

  /** The tables of the schema, by name. */
  List<SystemTable> all() {
    return List.of(
        columns(),
        KeyTables.keyColumnUsage(),
        KeyTables.referentialConstraints(),
        schemata(),
        KeyTables.tableConstraints(),
        tables(),
        views());
  }

  private static SystemTable schemata() {
    return new SystemTable(
        SCHEMA,
        "schemata",
        "Schemas that hold something visible",
        List.of(
            text("catalog_name", "Catalog"),
            text("schema_name", "Schema: domain.product, or one of the gateway's own"),
            text("schema_owner", "Who answers for the product"),
            text("default_character_set_name", "Always UTF8"),
            text("remarks", "What the product is for")),
        catalog ->
            Stream.concat(
                catalog.tables().stream()
                    .map(VisibleTable::product)
                    .distinct()
                    .map(
                        product ->
                            row(
                                catalog.name(),
                                product.schema(),
                                product.owner().orElse(null),
                                "UTF8",
                                product.description().orElse(null))),
                Stream.of(SCHEMA, MeshTables.SCHEMA)
                    .map(schema -> row(catalog.name(), schema, null, "UTF8", null))));
  }

  private SystemTable tables() {
    return new SystemTable(
        SCHEMA,
        "tables",
        "Visible tables and views",
        List.of(
            TABLE_CATALOG,
            TABLE_SCHEMA,
            TABLE_NAME,
            text("table_type", "BASE TABLE, VIEW or SYSTEM VIEW"),
            text("is_insertable_into", "Always NO"),
            text("remarks", "What the table holds")),
        catalog ->
            Stream.concat(
                catalog.tables().stream()
                    .map(
                        table ->
                            row(
                                catalog.name(),
                                table.table().schema(),
                                table.table().name(),
                                isView(table) ? "VIEW" : "BASE TABLE",
                                NO,
                                table.table().description().orElse(null))),
                own.get().stream()
                    .map(
                        table ->
                            row(
                                catalog.name(),
                                table.schema(),
                                table.name(),
                                "SYSTEM VIEW",
                                NO,
                                table.description()))));
  }

  private SystemTable columns() {
    return new SystemTable(
        SCHEMA,
        "columns",
        "Visible columns",
        List.of(
            TABLE_CATALOG,
            TABLE_SCHEMA,
            TABLE_NAME,
            text("column_name", "Name of the column"),
            integer("ordinal_position", "Position among the visible columns, from 1"),
            text("column_default", "Always NULL"),
            text("is_nullable", "YES or NO"),
            text("data_type", "SQL type without its parameters"),
            integer("character_maximum_length", "NULL: text has no limit"),
            integer("numeric_precision", "Digits of a number"),
            integer("numeric_precision_radix", "Base of the digits"),
            integer("numeric_scale", "Digits after the point"),
            integer("datetime_precision", "Digits after the second"),
            text("is_identity", "Always NO"),
            text("is_generated", "Always NEVER"),
            text("is_updatable", "Always NO"),
            text("remarks", "What the column holds")),
        this::columnRows);
  }

  private Stream<List<@Nullable Object>> columnRows(VisibleCatalog catalog) {
    Stream<List<@Nullable Object>> products =
        catalog.tables().stream()
            .flatMap(
                table -> {
                  List<RelDataTypeField> types = table.rowType().getFieldList();
                  List<ProductColumn> columns = table.columns();
                  return types.stream()
                      .map(
                          field ->
                              columnRow(
                                  List.of(
                                      catalog.name(), table.table().schema(), table.table().name()),
                                  field,
                                  columns.get(field.getIndex()).description().orElse(null)));
                });
    Stream<List<@Nullable Object>> system =
        own.get().stream()
            .flatMap(
                table ->
                    table.rowType().getFieldList().stream()
                        .map(
                            field ->
                                columnRow(
                                    List.of(catalog.name(), table.schema(), table.name()),
                                    field,
                                    table.columns().get(field.getIndex()).description())));
    return Stream.concat(products, system);
  }

  private static List<@Nullable Object> columnRow(
      List<String> table, RelDataTypeField field, @Nullable String remarks) {
    RelDataType type = field.getType();
    List<@Nullable Object> row = new ArrayList<>(table);
    row.addAll(
        row(
            field.getName(),
            field.getIndex() + 1,
            null,
            type.isNullable() ? "YES" : NO,
            TypeText.name(type),
            null,
            precision(type),
            precision(type) == null ? null : radix(type),
            scale(type),
            isTime(type) ? type.getPrecision() : null,
            NO,
            "NEVER",
            NO,
            remarks));
    return row;
  }

  private static @Nullable Integer precision(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> type.getPrecision();
      case REAL -> 24;
      case DOUBLE -> 53;
      default -> null;
    };
  }

  private static int radix(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.REAL || type.getSqlTypeName() == SqlTypeName.DOUBLE
        ? 2
        : 10;
  }

  private static @Nullable Integer scale(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> 0;
      case DECIMAL -> type.getScale();
      default -> null;
    };
  }

  private static boolean isTime(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
      default -> false;
    };
  }

  private static SystemTable views() {
    return new SystemTable(
        SCHEMA,
        "views",
        "Visible derived products",
        List.of(
            TABLE_CATALOG,
            TABLE_SCHEMA,
            TABLE_NAME,
            text("view_definition", "NULL: it may name what the caller must not see"),
            text("check_option", "Always NONE"),
            text("is_updatable", "Always NO"),
            text("is_insertable_into", "Always NO")),
        catalog ->
            catalog.tables().stream()
                .filter(InformationSchema::isView)
                .map(
                    table ->
                        row(
                            catalog.name(),
                            table.table().schema(),
                            table.table().name(),
                            null,
                            "NONE",
                            NO,
                            NO)));
  }

  private static boolean isView(VisibleTable table) {
    return table.table().origin() instanceof ProductTable.Derived;
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
