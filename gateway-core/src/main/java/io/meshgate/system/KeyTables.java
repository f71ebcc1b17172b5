package io.meshgate.system;

import static io.meshgate.system.InformationSchema.SCHEMA;
import static io.meshgate.system.InformationSchema.TABLE_CATALOG;
import static io.meshgate.system.InformationSchema.TABLE_NAME;
import static io.meshgate.system.InformationSchema.TABLE_SCHEMA;
import static io.meshgate.system.SystemColumn.integer;
import static io.meshgate.system.SystemColumn.text;

import io.meshgate.catalog.ForeignKey;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of the information schema on keys: those of which both ends are visible in full. */
final class KeyTables {

  private static final String NO = "NO";
  private static final List<SystemColumn> NAME =
      List.of(
          text("constraint_catalog", "Catalog of the key"),
          text("constraint_schema", "Schema of the key"),
          text("constraint_name", "Name of the key"));

  private KeyTables() {}

  /** A key of a table; a foreign one names what it refers to. */
  private record Key(
      VisibleTable table, String name, List<String> columns, Optional<ForeignKey> foreign) {}

  static SystemTable tableConstraints() {
    return new SystemTable(
        SCHEMA,
        "table_constraints",
        "Keys that contracts declare, of which every column is visible",
        columns(
            TABLE_CATALOG,
            TABLE_SCHEMA,
            TABLE_NAME,
            text("constraint_type", "PRIMARY KEY or FOREIGN KEY"),
            text("is_deferrable", "Always NO"),
            text("initially_deferred", "Always NO"),
            text("enforced", "Always NO: contracts declare, the gateway does not check")),
        catalog ->
            keys(catalog)
                .map(
                    key ->
                        row(
                            catalog,
                            key,
                            catalog.name(),
                            key.table().table().schema(),
                            key.table().table().name(),
                            key.foreign().isPresent() ? "FOREIGN KEY" : "PRIMARY KEY",
                            NO,
                            NO,
                            NO)));
  }

  static SystemTable keyColumnUsage() {
    return new SystemTable(
        SCHEMA,
        "key_column_usage",
        "Columns of the keys in table_constraints",
        columns(
            TABLE_CATALOG,
            TABLE_SCHEMA,
            TABLE_NAME,
            text("column_name", "Name of the column"),
            integer("ordinal_position", "Position in the key, from 1"),
            integer(
                "position_in_unique_constraint", "For a foreign key: position in the other key")),
        catalog ->
            keys(catalog)
                .flatMap(
                    key ->
                        IntStream.range(0, key.columns().size())
                            .mapToObj(
                                i ->
                                    row(
                                        catalog,
                                        key,
                                        catalog.name(),
                                        key.table().table().schema(),
                                        key.table().table().name(),
                                        key.columns().get(i),
                                        i + 1,
                                        key.foreign().isPresent() ? i + 1 : null))));
  }

  static SystemTable referentialConstraints() {
    return new SystemTable(
        SCHEMA,
        "referential_constraints",
        "Foreign keys that contracts declare, of which both ends are visible",
        columns(
            text("unique_constraint_catalog", "Catalog of the key referred to"),
            text("unique_constraint_schema", "Schema of the key referred to"),
            text("unique_constraint_name", "Name of the key referred to; NULL for other columns"),
            text("match_option", "Always NONE"),
            text("update_rule", "Always NO ACTION"),
            text("delete_rule", "Always NO ACTION")),
        catalog ->
            keys(catalog)
                .flatMap(
                    key ->
                        key.foreign().stream()
                            .map(
                                foreign ->
                                    row(
                                        catalog,
                                        key,
                                        catalog.name(),
                                        foreign.schema(),
                                        referred(catalog, foreign),
                                        "NONE",
                                        "NO ACTION",
                                        "NO ACTION"))));
  }

  private static Stream<Key> keys(VisibleCatalog catalog) {
    return catalog.tables().stream()
        .flatMap(
            table -> {
              List<Key> keys = new ArrayList<>();
              if (!table.primaryKey().isEmpty()) {
                String name = primaryName(table.table().name());
                keys.add(new Key(table, name, table.primaryKey(), Optional.empty()));
              }
              for (ForeignKey foreign : catalog.foreignKeys(table)) {
                String name =
                    table.table().name() + "_" + String.join("_", foreign.columns()) + "_fkey";
                keys.add(new Key(table, name, foreign.columns(), Optional.of(foreign)));
              }
              return keys.stream();
            });
  }

  private static @Nullable String referred(VisibleCatalog catalog, ForeignKey foreign) {
    return catalog
        .table(foreign.schema(), foreign.table())
        .filter(table -> table.primaryKey().equals(foreign.referenced()))
        .map(table -> primaryName(table.table().name()))
        .orElse(null);
  }

  private static String primaryName(String table) {
    return table + "_pkey";
  }

  private static List<SystemColumn> columns(SystemColumn... more) {
    return Stream.concat(NAME.stream(), Arrays.stream(more)).toList();
  }

  private static List<@Nullable Object> row(
      VisibleCatalog catalog, Key key, @Nullable Object... more) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(catalog.name());
    row.add(key.table().table().schema());
    row.add(key.name());
    row.addAll(Arrays.asList(more));
    return row;
  }
}
