package io.meshgate.plan.access;

import com.google.common.collect.ImmutableSet;
import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.derived.TableNames;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the decision about every table that a statement names, also about those that do not exist
 * for its caller. It looks beside the way on which names are resolved and changes nothing there, so
 * a denied name answers as it did. Immutable.
 */
public final class NamedTables {

  private static final Logger LOG = LoggerFactory.getLogger(NamedTables.class);

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

  /**
   * The tables that the names in a parsed statement may stand for, whatever the caller may see, and
   * those that the names in derived products among them may stand for.
   */
  public ImmutableSet<ProductTable> of(QuerySession session, SqlNode statement) {
    Map<String, ProductTable> found = new LinkedHashMap<>();
    collect(session.defaultSchema(), statement, found);
    return ImmutableSet.copyOf(found.values());
  }

  private void collect(
      Optional<String> defaultSchema, SqlNode statement, Map<String, ProductTable> found) {
    for (List<String> name : TableNames.possiblyIn(statement)) {
      List<String> schema = name.subList(0, name.size() - 1);
      String table = name.get(name.size() - 1);
      String path = String.join(".", schema);
      Stream.of(
              Optional.of(path),
              schema(name),
              defaultSchema,
              defaultSchema.map(given -> given + "." + path))
          .flatMap(Optional::stream)
          .flatMap(candidate -> catalog.table(candidate, table).stream())
          .filter(candidate -> found.putIfAbsent(candidate.displayName(), candidate) == null)
          .toList()
          .forEach(candidate -> collectBehind(candidate, found));
    }
  }

  private void collectBehind(ProductTable table, Map<String, ProductTable> found) {
    if (table.origin() instanceof ProductTable.Derived derived) {
      try {
        collect(Optional.empty(), parser.apply(derived.sql()), found);
      } catch (QueryException e) {
        // Only somebody who may see the product is told that its text is wrong.
        LOG.debug("The text of {} cannot be parsed", table.displayName(), e);
      }
    }
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
    Optional<Found> found = find(defaultSchema, name);
    if (found.isEmpty()) {
      return;
    }
    Decision decision = policy.decide(principal, found.get().product(), found.get().table());
    boolean fresh =
        accesses.decided(principal, found.get().product(), found.get().table(), decision);
    if (fresh
        && decision instanceof Decision.Allowed
        && found.get().table().origin() instanceof ProductTable.Derived derived) {
      // Names in a derived product are complete, whatever the caller's default.
      note(found.get().reader(principal), Optional.empty(), parser.apply(derived.sql()), accesses);
    }
  }

  /** Where a statement may have leaves, by the names that it has. */
  public Reach reach(QuerySession session, SqlNode statement) {
    return new Walk(session.principal()).of(session.defaultSchema(), statement);
  }

  /**
   * Where the query of a derived table may have leaves.
   *
   * @param reader whose rights it has
   */
  public Reach reach(Principal reader, ProductTable.Derived derived) {
    return new Walk(reader).of(Optional.empty(), parser.apply(derived.sql()));
  }

  /** Whether the catalog in force knows this very table. */
  public boolean knows(ProductTable table) {
    return catalog.table(table.schema(), table.name()).filter(table::equals).isPresent();
  }

  /** Follows names through the derived tables that are only their queries. */
  private final class Walk {
    private final Principal principal;
    private final Set<ProductTable> here = new LinkedHashSet<>();
    private final Set<ProductTable> behind = new LinkedHashSet<>();
    private final Set<ProductTable> followed = new LinkedHashSet<>();

    Walk(Principal principal) {
      this.principal = principal;
    }

    Reach of(Optional<String> defaultSchema, SqlNode statement) {
      follow(defaultSchema, statement);
      return new Reach(here, behind);
    }

    private void follow(Optional<String> defaultSchema, SqlNode statement) {
      TableNames.in(statement).forEach(name -> find(defaultSchema, name).ifPresent(this::add));
    }

    private void add(Found found) {
      if (!followed.add(found.table())) {
        return;
      }
      if (!(found.table().origin() instanceof ProductTable.Derived derived)) {
        here.add(found.table());
      } else if (policy.decide(principal, found.product(), found.table())
          instanceof Decision.Allowed allowed) {
        SqlNode query = parser.apply(derived.sql());
        if (derived.rights() == ProductTable.Rights.INVOKER && allowed.isOpen()) {
          follow(Optional.empty(), query);
        } else {
          here.add(found.table());
          Reach inside = new Walk(found.reader(principal)).inside(followed, query);
          behind.addAll(inside.here());
          behind.addAll(inside.behind());
        }
      }
    }

    // Derived tables that are defined by way of themselves are refused where names are resolved.
    private Reach inside(Set<ProductTable> outer, SqlNode query) {
      outer.stream()
          .filter(table -> table.origin() instanceof ProductTable.Derived)
          .forEach(followed::add);
      return of(Optional.empty(), query);
    }
  }

  /** A table with its product. */
  private record Found(DataProduct product, ProductTable table) {
    Principal reader(Principal principal) {
      return table.origin() instanceof ProductTable.Derived derived
              && derived.rights() == ProductTable.Rights.DEFINER
          ? principal.reading(product.schema())
          : principal;
    }
  }

  private Optional<Found> find(Optional<String> defaultSchema, List<String> name) {
    String schema = schema(name).or(() -> defaultSchema).orElse("");
    String table = name.get(name.size() - 1);
    return catalog
        .product(schema)
        .flatMap(product -> catalog.table(schema, table).map(found -> new Found(product, found)));
  }

  private Optional<String> schema(List<String> name) {
    List<String> parts = name.subList(0, name.size() - 1);
    boolean qualified = parts.size() > 1 && parts.get(0).equalsIgnoreCase(catalog.name());
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(".", qualified ? parts.subList(1, parts.size()) : parts));
  }
}
