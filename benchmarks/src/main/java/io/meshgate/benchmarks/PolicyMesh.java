package io.meshgate.benchmarks;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A catalog of many products, each with one table of twelve columns, and a policy file with fifty
 * rules for each. Nothing is behind the tables.
 */
final class PolicyMesh {

  static final int RULES = 50;
  private static final int GRANTS = 10;
  private static final int DENIALS = 5;
  private static final int ROW_POLICIES = 15;
  private static final int MASKS = RULES - GRANTS - DENIALS - ROW_POLICIES;
  private static final int DOMAINS = 20;
  private static final int TEAMS = 100;
  private static final Set<String> KEYS = Set.of("bench");

  private final Path folder;
  private final Catalog catalog;

  private PolicyMesh(Path folder, Catalog catalog) {
    this.folder = folder;
    this.catalog = catalog;
  }

  /** Writes the policies of so many products into an empty folder. */
  static PolicyMesh write(Path folder, int products) throws IOException {
    List<DataProduct> all = new ArrayList<>();
    for (int i = 0; i < products; i++) {
      DataProduct product = product(i);
      all.add(product);
      Files.writeString(folder.resolve(product.name() + ".policy.yaml"), policies(product, i));
    }
    return new PolicyMesh(folder, new Catalog("mesh", 1, all));
  }

  Catalog catalog() {
    return catalog;
  }

  /** The table of the n-th product, as SQL names it. */
  static String table(int product) {
    return domain(product) + ".p" + product + ".facts";
  }

  private static String domain(int product) {
    return "d" + product % DOMAINS;
  }

  /** Reads all files, as a gateway does that starts. */
  AccessPolicies load() {
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(folder), catalog, KEYS, AccessPolicies.none());
    if (!loaded.problems().isEmpty()) {
      throw new IllegalStateException(loaded.problems().get(0).toString());
    }
    return loaded.policies();
  }

  /** A member of twenty of the hundred teams; no two numbers give equal principals. */
  static Principal principal(long number) {
    Set<String> groups = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      groups.add("team" + i * TEAMS / 20);
    }
    return new Principal(
        "user" + number, groups, Map.of("region", "EU", "clearance", 3L), Optional.empty());
  }

  private static DataProduct product(int number) {
    List<ProductColumn> columns = new ArrayList<>();
    columns.add(ProductColumn.of("id", new ArrowType.Int(64, true)));
    columns.add(ProductColumn.of("region", ArrowType.Utf8.INSTANCE));
    columns.add(ProductColumn.of("grade", new ArrowType.Int(32, true)));
    columns.add(ProductColumn.of("since", new ArrowType.Date(DateUnit.DAY)));
    for (int i = 0; i < 8; i++) {
      columns.add(ProductColumn.of("text" + i, ArrowType.Utf8.INSTANCE));
    }
    String schema = domain(number) + ".p" + number;
    RemoteTable remote =
        new RemoteTable(TableName.of("facts"), "facts", List.of(), OptionalLong.empty());
    ProductTable table =
        new ProductTable(
            schema,
            "facts",
            Optional.empty(),
            List.of(),
            columns,
            new ProductTable.Remote("s", remote));
    return new DataProduct(
        domain(number),
        "p" + number,
        "1.0.0",
        "active",
        schema,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(table),
        ProductState.ACTIVE);
  }

  /** Rules for neighboring teams, so that some of each kind are for the principal. */
  private static String policies(DataProduct product, int number) {
    StringBuilder text = new StringBuilder();
    text.append("apiVersion: meshgate.io/v1\nkind: AccessPolicySet\nversion: 1\n")
        .append("id: %s\nowner: domain:%s\n".formatted(product.name(), product.domain()))
        .append("appliesTo: {products: [%s]}\n".formatted(product.schema()))
        .append("attributes: {region: string, clearance: integer}\ngrants:\n");
    for (int i = 0; i < GRANTS; i++) {
      text.append(
          "  - {id: g%d, to: {groups: [%s]}, columns: {allow: ['*']}, rows: policies}%n"
              .formatted(i, team(number + i)));
    }
    text.append("denials:\n");
    for (int i = 0; i < DENIALS; i++) {
      text.append("  - {id: d%d, to: {groups: [stranger%d], users: [x%d]}}%n".formatted(i, i, i));
    }
    text.append("rowPolicies:\n");
    for (int i = 0; i < ROW_POLICIES; i++) {
      boolean permit = i % 2 == 0;
      text.append(
          "  - {id: r%d, effect: %s, to: {groups: [%s]}, when: \"%s\"}%n"
              .formatted(
                  i,
                  permit ? "permit" : "restrict",
                  team(number + i),
                  permit
                      ? "region = principal.region OR grade <= principal.clearance"
                      : "since >= DATE '2020-01-0%d' AND text1 <> 'x'".formatted(1 + i % 9)));
    }
    text.append("columnMasks:\n");
    List<String> methods = List.of("last4", "redact", "{hash: {key: bench}}", "null");
    for (int i = 0; i < MASKS; i++) {
      text.append(
          "  - {id: m%d, match: {columns: [text%d]}, to: {groups: [%s]}, using: %s}%n"
              .formatted(i, i % 8, team(number + i), methods.get(i % methods.size())));
    }
    return text.toString();
  }

  private static String team(int number) {
    return "team" + number % TEAMS;
  }
}
