package io.meshgate.plan.access;

import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlNode;

/**
 * Notes the decision about every table that a statement names, also about those that do not exist
 * for its caller. It looks beside the way on which names are resolved and changes nothing there, so
 * a denied name answers as it did. Immutable.
 */
public final class NamedTables {

  private final Catalog catalog;
  private final AccessPolicy policy;
  private final Function<String, SqlNode> parser;

  /**
   * @param catalog all products, hidden ones included
   * @param policy what may be seen
   * @param parser parses the texts of derived products
   */
  public NamedTables(Catalog catalog, AccessPolicy policy, Function<String, SqlNode> parser) {
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.parser = Objects.requireNonNull(parser, "parser");
  }

  /** Notes the tables of a parsed statement, and those behind derived products that it may read. */
  public void note(QuerySession session, SqlNode statement, Accesses accesses) {
    note(session.principal(), session.defaultSchema(), statement, accesses);
  }

  /** Notes the table of one name, if there is one. */
  public void note(QuerySession session, List<String> name, Accesses accesses) {
    note(session.principal(), session.defaultSchema(), name, accesses);
  }

  private void note(
      Principal principal, Optional<String> defaultSchema, SqlNode statement, Accesses accesses) {
    TableNames.in(statement).forEach(name -> note(principal, defaultSchema, name, accesses));
  }

  private void note(
      Principal principal, Optional<String> defaultSchema, List<String> name, Accesses accesses) {
    String schema = schema(name).or(() -> defaultSchema).orElse("");
    String table = name.get(name.size() - 1);
    Optional<DataProduct> product = catalog.product(schema);
    Optional<ProductTable> found = catalog.table(schema, table);
    if (product.isEmpty() || found.isEmpty()) {
      return;
    }
    Decision decision = policy.decide(principal, product.get(), found.get());
    boolean fresh = accesses.decided(product.get(), found.get(), decision);
    if (fresh
        && decision instanceof Decision.Allowed
        && found.get().origin() instanceof ProductTable.Derived derived) {
      // Names in a derived product are complete, whatever the caller's default.
      note(principal, Optional.empty(), parser.apply(derived.sql()), accesses);
    }
  }

  private Optional<String> schema(List<String> name) {
    List<String> parts = name.subList(0, name.size() - 1);
    boolean qualified = parts.size() > 1 && parts.get(0).equalsIgnoreCase(catalog.name());
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(".", qualified ? parts.subList(1, parts.size()) : parts));
  }
}
