package io.meshgate.plan;

import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.system.SystemScan;
import io.meshgate.system.SystemTable;
import io.meshgate.system.SystemTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;

/**
 * Calcite's view of the visible catalog, laid out so that every way of writing a table's name
 * resolves.
 *
 * <p>Below the root stands the catalog; below it each product twice: as one schema {@code
 * domain.product}, which is what metadata shows, and as the path {@code domain} → {@code product}.
 * Schemas that hold nothing visible do not exist.
 */
final class PrincipalSchema extends AbstractSchema {

  private final Map<String, Schema> children = new LinkedHashMap<>();
  private final Map<String, Table> tables = new LinkedHashMap<>();

  private PrincipalSchema() {}

  /**
   * The schema below the root.
   *
   * @param system the gateway's own tables
   * @param expander turns a visible table into the plan that stands for it
   */
  static PrincipalSchema of(
      VisibleCatalog catalog, SystemTables system, Function<VisibleTable, RelNode> expander) {
    PrincipalSchema mesh = new PrincipalSchema();
    for (SystemTable table : system.tables()) {
      mesh.child(table.schema())
          .tables
          .put(
              table.name(),
              new ResolvedTable(
                  table.rowType(),
                  context -> new SystemScan(context.getCluster(), table, catalog)));
    }
    for (VisibleTable table : catalog.tables()) {
      String schema = table.table().schema();
      ResolvedTable resolved = new ResolvedTable(table.rowType(), context -> expander.apply(table));
      mesh.child(schema).tables.put(table.table().name(), resolved);
      PrincipalSchema nested = mesh;
      for (String part : schema.split("\\.", -1)) {
        nested = nested.child(part);
      }
      nested.tables.put(table.table().name(), resolved);
    }
    PrincipalSchema root = new PrincipalSchema();
    root.children.put(catalog.name(), mesh);
    return root;
  }

  /** All names below this schema that end in a table, as paths, for suggestions. */
  static List<String> tableNames(VisibleCatalog catalog, SystemTables system) {
    List<String> names = new ArrayList<>();
    catalog.tables().forEach(table -> names.add(table.table().displayName()));
    system.tables().forEach(table -> names.add(table.displayName()));
    return names;
  }

  private PrincipalSchema child(String name) {
    for (Map.Entry<String, Schema> entry : children.entrySet()) {
      if (entry.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return (PrincipalSchema) entry.getValue();
      }
    }
    PrincipalSchema created = new PrincipalSchema();
    children.put(name, created);
    return created;
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
  }

  @Override
  protected Map<String, Schema> getSubSchemaMap() {
    return children;
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
