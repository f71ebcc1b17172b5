package io.meshgate.plan;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.system.SystemScan;
import io.meshgate.system.SystemTable;
import io.meshgate.system.SystemTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's view of the visible catalog, laid out so that every way of writing a table's name
 * resolves.
 *
 * <p>Below the root stands the catalog; below it each product twice: as one schema {@code
 * domain.product}, which is what metadata shows, and as the path {@code domain} → {@code product}.
 * Schemas that hold nothing visible do not exist. Names are looked up one by one, so a query costs
 * what its own tables cost, however many products there are. Used by one query, by one thread.
 */
final class PrincipalSchema extends AbstractSchema {

  private final Mesh mesh;
  private final String parts;
  private final Map<String, Optional<Named<Schema>>> children = new LinkedHashMap<>();
  private final Map<String, Optional<Named<Table>>> tables = new LinkedHashMap<>();

  /**
   * What all levels share.
   *
   * @param system the gateway's own tables
   * @param likely tables whose decisions are at hand
   * @param expander turns a visible table into the plan that stands for it
   */
  private record Mesh(
      VisibleCatalog catalog,
      SystemTables system,
      Collection<ProductTable> likely,
      Function<VisibleTable, RelNode> expander) {}

  /**
   * @param parts the names above that products have in common; empty for the catalog
   */
  private PrincipalSchema(Mesh mesh, String parts) {
    this.mesh = mesh;
    this.parts = parts;
  }

  /**
   * The schema below the root.
   *
   * @param system the gateway's own tables
   * @param likely the tables that the query seems to name; only what it costs depends on them
   * @param expander turns a visible table into the plan that stands for it
   */
  static Schema of(
      VisibleCatalog catalog,
      SystemTables system,
      Collection<ProductTable> likely,
      Function<VisibleTable, RelNode> expander) {
    Schema below = new PrincipalSchema(new Mesh(catalog, system, likely, expander), "");
    return new AbstractSchema() {
      @Override
      protected Map<String, Schema> getSubSchemaMap() {
        return Map.of(catalog.name(), below);
      }
    };
  }

  /** All names below this schema that end in a table, as paths, for suggestions. */
  static List<String> tableNames(VisibleCatalog catalog, SystemTables system) {
    List<String> names = new ArrayList<>();
    catalog.tables().forEach(table -> names.add(table.table().displayName()));
    system.tables().forEach(table -> names.add(table.displayName()));
    return names;
  }

  @Override
  public Lookup<Table> tables() {
    return new Found<>() {
      @Override
      public @Nullable Named<Table> getIgnoreCase(String name) {
        return tables.computeIfAbsent(lower(name), key -> table(name)).orElse(null);
      }

      @Override
      Stream<String> names() {
        return Stream.concat(
            mesh.catalog().tables(parts).stream().map(table -> table.table().name()),
            own(parts).map(SystemTable::name));
      }
    };
  }

  @Override
  public Lookup<Schema> subSchemas() {
    return new Found<>() {
      @Override
      public @Nullable Named<Schema> getIgnoreCase(String name) {
        return children.computeIfAbsent(lower(name), key -> child(name)).orElse(null);
      }

      @Override
      Stream<String> names() {
        Stream<String> below =
            mesh.catalog().schemas().stream()
                .filter(schema -> lower(schema).startsWith(lower(beginning())))
                .map(schema -> schema.substring(beginning().length()))
                .flatMap(rest -> Stream.of(rest, rest.split("\\.", -1)[0]))
                .filter(rest -> parts.isEmpty() || !rest.contains("."));
        Stream<String> own = mesh.system().tables().stream().map(SystemTable::schema);
        return parts.isEmpty() ? Stream.concat(below, own) : below;
      }
    };
  }

  private String beginning() {
    return parts.isEmpty() ? "" : parts + ".";
  }

  private Optional<Named<Table>> table(String name) {
    Optional<Named<Table>> ofProduct =
        mesh.catalog()
            .table(parts, name)
            .map(
                table ->
                    new Named<>(
                        table.table().name(),
                        new ResolvedTable(
                            table.rowType(), context -> mesh.expander().apply(table))));
    return ofProduct.or(
        () ->
            mesh.system()
                .table(parts, name)
                .map(
                    table ->
                        new Named<>(
                            table.name(),
                            new ResolvedTable(
                                table.rowType(),
                                context ->
                                    new SystemScan(context.getCluster(), table, mesh.catalog())))));
  }

  private Optional<Named<Schema>> child(String name) {
    boolean whole = name.contains(".");
    if (whole && !parts.isEmpty()) {
      return Optional.empty();
    }
    String path = beginning() + name;
    Optional<String> written =
        mesh.catalog()
            .product(path, mesh.likely())
            .map(DataProduct::schema)
            .or(() -> own(path).map(SystemTable::schema).findFirst());
    return written.map(
        schema ->
            new Named<>(
                schema.substring(path.length() - name.length(), path.length()),
                new PrincipalSchema(mesh, schema.substring(0, path.length()))));
  }

  private Stream<SystemTable> own(String schema) {
    return mesh.system().tables().stream().filter(table -> table.schema().equalsIgnoreCase(schema));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Finds one name at a time. */
  private abstract static class Found<T> implements Lookup<T> {

    abstract Stream<String> names();

    @Override
    public @Nullable T get(String name) {
      Named<T> found = getIgnoreCase(name);
      return found == null || !found.name().equals(name) ? null : found.entity();
    }

    @Override
    public Set<String> getNames(LikePattern pattern) {
      Pattern wanted = LikePattern.likeToRegex(pattern.pattern);
      return names().filter(name -> wanted.matcher(name).matches()).collect(Collectors.toSet());
    }
  }

  /** A table as Calcite resolves it. */
  private static final class ResolvedTable extends AbstractTable implements TranslatableTable {

    private final RelDataType rowType;
    private final Function<RelOptTable.ToRelContext, RelNode> expander;

    ResolvedTable(RelDataType rowType, Function<RelOptTable.ToRelContext, RelNode> expander) {
      this.rowType = rowType;
      this.expander = expander;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
      return rowType;
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
      return expander.apply(context);
    }
  }
}
