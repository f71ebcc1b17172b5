package io.meshgate.system;

import static io.meshgate.system.SystemColumn.bool;
import static io.meshgate.system.SystemColumn.integer;
import static io.meshgate.system.SystemColumn.text;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/** What contracts say of the products, tables and columns that a principal may see. */
final class MeshTables {

  /** The schema of the gateway's own tables. */
  static final String SCHEMA = "system";

  private final Supplier<List<SystemTable>> own;

  /**
   * @param own all system tables, these among them; asked when a query runs
   */
  MeshTables(Supplier<List<SystemTable>> own) {
    this.own = own;
  }

  /** The tables of this class, by name. */
  List<SystemTable> all() {
    return List.of(columns(), products());
  }

  private static SystemTable products() {
    return new SystemTable(
        SCHEMA,
        "products",
        "Data products that hold something visible",
        List.of(
            text("schema_name", "Schema of its tables in SQL"),
            text("domain", "Domain that owns it"),
            text("product", "Name within the domain"),
            text("version", "Version of the contract"),
            text("status", "Status that the contract states"),
            text("contract_id", "Identifier of the contract"),
            text("owner", "Who answers for it"),
            text("description", "What it is for"),
            text("tags", "Tags of the contract, separated by commas"),
            text("state", "Whether it can be queried now")),
        catalog -> visible(catalog).map(MeshTables::product));
  }

  private static Stream<DataProduct> visible(VisibleCatalog catalog) {
    return catalog.tables().stream().map(VisibleTable::product).distinct();
  }

  private static List<@Nullable Object> product(DataProduct product) {
    return Arrays.asList(
        product.schema(),
        product.domain(),
        product.name(),
        product.version(),
        product.status(),
        product.contractId(),
        product.owner().orElse(null),
        product.description().orElse(null),
        String.join(", ", product.tags()),
        product.state().kind().name().toLowerCase(Locale.ROOT));
  }

  private SystemTable columns() {
    return new SystemTable(
        SCHEMA,
        "columns",
        "Visible columns, as DESCRIBE shows them",
        List.of(
            text("schema_name", "Schema of the table"),
            text("table_name", "Name of the table"),
            text("column_name", "Name of the column"),
            integer("position", "Position among the visible columns, from 1"),
            text("type", "SQL type with its parameters"),
            bool("nullable", "Whether NULL may occur"),
            integer("key_position", "Position in the primary key, from 1; NULL outside of it"),
            text("description", "What the column holds"),
            text("tags", "Tags of the column, separated by commas"),
            text("classification", "Classification that the contract states")),
        catalog ->
            Stream.concat(
                catalog.tables().stream().flatMap(MeshTables::columnsOf),
                own.get().stream().flatMap(MeshTables::columnsOf)));
  }

  private static Stream<List<@Nullable Object>> columnsOf(SystemTable table) {
    return table.rowType().getFieldList().stream()
        .map(
            field ->
                Arrays.asList(
                    table.schema(),
                    table.name(),
                    field.getName(),
                    field.getIndex() + 1,
                    TypeText.of(field.getType()),
                    true,
                    null,
                    table.columns().get(field.getIndex()).description(),
                    "",
                    null));
  }

  private static Stream<List<@Nullable Object>> columnsOf(VisibleTable table) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<String> key = table.primaryKey();
    for (RelDataTypeField field : table.rowType().getFieldList()) {
      ProductColumn column = table.columns().get(field.getIndex());
      int position = key.indexOf(column.name()) + 1;
      rows.add(
          Arrays.asList(
              table.table().schema(),
              table.table().name(),
              column.name(),
              rows.size() + 1,
              TypeText.of(field.getType()),
              field.getType().isNullable(),
              position == 0 ? null : position,
              column.description().orElse(null),
              String.join(", ", column.tags()),
              column.classification().orElse(null)));
    }
    return rows.stream();
  }
}
