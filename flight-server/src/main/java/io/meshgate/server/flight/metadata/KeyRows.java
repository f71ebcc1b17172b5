package io.meshgate.server.flight.metadata;

import io.meshgate.server.flight.metadata.MetadataAnswer.Visible;
import io.meshgate.server.flight.service.VisibleTable;
import io.meshgate.server.flight.service.VisibleTable.ForeignKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.UpdateDeleteRules;
import org.jspecify.annotations.Nullable;

/** The rows of the metadata commands that ask for keys. */
final class KeyRows {

  private static final Comparator<Reference> BY_REFERENCED =
      Comparator.comparing((Reference reference) -> reference.key().schema())
          .thenComparing(reference -> reference.key().table())
          .thenComparing(reference -> reference.from().schema())
          .thenComparing(reference -> reference.from().name())
          .thenComparing(reference -> reference.key().name());
  private static final Comparator<Reference> BY_REFERRING =
      Comparator.comparing((Reference reference) -> reference.from().schema())
          .thenComparing(reference -> reference.from().name())
          .thenComparing(reference -> reference.key().name());

  private KeyRows() {}

  /** A foreign key and the table that has it. */
  private record Reference(VisibleTable from, ForeignKey key) {}

  /** One of the two tables that a request names. */
  private record End(Predicate<String> catalog, Predicate<String> schema, Predicate<String> table) {

    boolean is(String catalogName, String schemaName, String tableName) {
      return catalog.test(catalogName) && schema.test(schemaName) && table.test(tableName);
    }
  }

  static List<List<@Nullable Object>> primary(CommandGetPrimaryKeys request, Visible visible) {
    End end =
        new End(
            MetadataCommands.exact(request.hasCatalog(), request.getCatalog()),
            MetadataCommands.exact(request.hasDbSchema(), request.getDbSchema()),
            request.getTable()::equals);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (VisibleTable table : visible.tables()) {
      if (end.is(table.catalog(), table.schema(), table.name())) {
        int sequence = 1;
        for (String column : table.primaryKey()) {
          rows.add(
              Arrays.asList(
                  table.catalog(), table.schema(), table.name(), column, sequence++, null));
        }
      }
    }
    return rows;
  }

  /** The references that a table makes. */
  static List<List<@Nullable Object>> imported(CommandGetImportedKeys request, Visible visible) {
    End from =
        new End(
            MetadataCommands.exact(request.hasCatalog(), request.getCatalog()),
            MetadataCommands.exact(request.hasDbSchema(), request.getDbSchema()),
            request.getTable()::equals);
    return rows(visible, from, any(), BY_REFERENCED);
  }

  /** The references made to a table. */
  static List<List<@Nullable Object>> exported(CommandGetExportedKeys request, Visible visible) {
    End to =
        new End(
            MetadataCommands.exact(request.hasCatalog(), request.getCatalog()),
            MetadataCommands.exact(request.hasDbSchema(), request.getDbSchema()),
            request.getTable()::equals);
    return rows(visible, any(), to, BY_REFERRING);
  }

  /** The references that one table makes to another. */
  static List<List<@Nullable Object>> between(CommandGetCrossReference request, Visible visible) {
    End to =
        new End(
            MetadataCommands.exact(request.hasPkCatalog(), request.getPkCatalog()),
            MetadataCommands.exact(request.hasPkDbSchema(), request.getPkDbSchema()),
            request.getPkTable()::equals);
    End from =
        new End(
            MetadataCommands.exact(request.hasFkCatalog(), request.getFkCatalog()),
            MetadataCommands.exact(request.hasFkDbSchema(), request.getFkDbSchema()),
            request.getFkTable()::equals);
    return rows(visible, from, to, BY_REFERENCED);
  }

  private static End any() {
    return new End(name -> true, name -> true, name -> true);
  }

  private static List<List<@Nullable Object>> rows(
      Visible visible, End from, End to, Comparator<Reference> order) {
    return visible.tables().stream()
        .flatMap(table -> table.foreignKeys().stream().map(key -> new Reference(table, key)))
        .filter(
            reference ->
                from.is(
                        reference.from().catalog(),
                        reference.from().schema(),
                        reference.from().name())
                    && to.is(
                        reference.from().catalog(),
                        reference.key().schema(),
                        reference.key().table()))
        .sorted(order)
        .flatMap(reference -> rows(reference).stream())
        .toList();
  }

  private static List<List<@Nullable Object>> rows(Reference reference) {
    VisibleTable from = reference.from();
    ForeignKey key = reference.key();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      rows.add(
          Arrays.asList(
              from.catalog(),
              key.schema(),
              key.table(),
              key.referenced().get(i),
              from.catalog(),
              from.schema(),
              from.name(),
              key.columns().get(i),
              i + 1,
              key.name(),
              null,
              // Contracts describe references; nobody enforces them.
              UpdateDeleteRules.NO_ACTION_VALUE,
              UpdateDeleteRules.NO_ACTION_VALUE));
    }
    return rows;
  }
}
