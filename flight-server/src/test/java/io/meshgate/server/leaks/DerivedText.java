package io.meshgate.server.leaks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Contracts of derived tables that show all that may be seen of a table. */
final class DerivedText {

  private DerivedText() {}

  /** A contract of the domain with these tables. */
  static String contract(String product, String tables) {
    return """
    apiVersion: v3.1.0
    kind: DataContract
    version: 1.0.0
    status: active
    id: %1$s
    domain: shop
    name: %1$s
    schema:
    """
            .formatted(product)
        + tables;
  }

  /** A policy under which everybody reads all that a derived product shows. */
  static String open(String product) {
    return """
    apiVersion: meshgate.io/v1
    kind: AccessPolicySet
    version: 1
    id: %1$s
    owner: domain:shop
    appliesTo: {products: [shop.%1$s]}
    grants:
      - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
    """
        .formatted(product);
  }

  /** A product with rights of its own, as its files. */
  static void writeOwned(Path folder, TableRules table) throws IOException {
    RandomTable of = table.table();
    String name = "owned_" + of.name();
    String view =
        view(table, "owned", of.product() + "." + of.name())
            .replace(
                "    customProperties:\n",
                "    customProperties:\n      - {property: meshgate.definer, value: true}\n");
    Files.writeString(folder.resolve("products/" + name + ".odcs.yaml"), contract(name, view));
    Files.writeString(folder.resolve("policies/" + name + ".policy.yaml"), open(name));
  }

  /** One derived table that shows another. */
  static String view(TableRules rules, String name, String of) {
    StringBuilder columns = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int column : rules.visibleColumns()) {
      Field field = rules.table().fields().get(column);
      names.add("\\\"" + field.name() + "\\\"");
      columns.append("      - {name: '").append(field.name());
      columns.append("', physicalType: \"").append(type(field)).append("\"}\n");
    }
    return """
      - name: %s
        physicalType: view
        customProperties:
          - {property: sql, value: "SELECT %s FROM %s"}
        properties:
    """
            .formatted(name, String.join(", ", names), of)
        + columns;
  }

  private static String type(Field field) {
    String type = field.type().toLowerCase(Locale.ROOT);
    return type.startsWith("datetime")
        ? "timestamp"
        : type.startsWith("varchar") || type.equals("text")
            ? "varchar"
            : type.replace("decimal", "numeric").replace(", ", ",");
  }
}
