package io.meshgate.policy;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.spi.ValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

/**
 * A table as one principal sees it.
 *
 * @param product the product it belongs to
 * @param table the table
 * @param decision what the principal sees of it
 */
public record VisibleTable(DataProduct product, ProductTable table, Decision.Allowed decision) {

  public VisibleTable {
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(decision, "decision");
  }

  /** The visible columns, in the table's order. A masked column may hold NULL. */
  public List<ProductColumn> columns() {
    return decision.columns().stream()
        .map(column -> table.columns().get(column.ordinal()))
        .toList();
  }

  /**
   * What the values of the n-th visible column are, from 0. A mask's values are no {@code UUID} any
   * more.
   */
  public ValueType valueType(int visibleColumn) {
    Decision.VisibleColumn visible = decision.columns().get(visibleColumn);
    ValueType type = table.columns().get(visible.ordinal()).type();
    return visible.mask().isEmpty()
        ? type
        : new ValueType(type.arrowType(), type.children(), Optional.empty());
  }

  /** The visible row. */
  public RelDataType rowType() {
    RelDataTypeFactory.Builder builder = SqlTypes.FACTORY.builder();
    for (Decision.VisibleColumn visible : decision.columns()) {
      ProductColumn column = table.columns().get(visible.ordinal());
      builder.add(
          column.name(),
          SqlTypes.toSql(column.type(), column.nullable() || visible.mask().isPresent()));
    }
    return builder.build();
  }

  /** The columns of the primary key in its order; none if a part of the key is hidden. */
  public List<String> primaryKey() {
    List<ProductColumn> seen = keyColumns(columns());
    boolean whole = seen.size() == keyColumns(table.columns()).size();
    return whole ? seen.stream().map(ProductColumn::name).toList() : List.of();
  }

  private static List<ProductColumn> keyColumns(List<ProductColumn> columns) {
    return columns.stream()
        .filter(column -> column.primaryKeyPosition() > 0)
        .sorted(Comparator.comparingInt(ProductColumn::primaryKeyPosition))
        .toList();
  }
}
