package io.meshgate.policy.mapping;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * {@code (operands) IN (SELECT columns FROM table WHERE filter)} as one operator, with SQL's three
 * truth values; without columns, whether the filtered table has a row.
 *
 * <p>It stands in row predicates only, and nothing but a guard of the gateway evaluates it. Two are
 * equal if they read the same of the same table. Immutable.
 */
public final class Membership extends SqlFunction {

  private final MappingTable table;
  private final ImmutableList<Integer> columns;
  private final RexNode filter;

  /**
   * @param columns positions in the table's columns, one for each operand
   * @param filter a condition over the table's raw row
   */
  public Membership(MappingTable table, List<Integer> columns, RexNode filter) {
    super(
        name(table, columns, filter),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.BOOLEAN_NULLABLE,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.table = Objects.requireNonNull(table, "table");
    this.columns = ImmutableList.copyOf(columns);
    this.filter = Objects.requireNonNull(filter, "filter");
  }

  // Names tell operators apart, so that this one holds all that it does.
  private static String name(MappingTable table, List<Integer> columns, RexNode filter) {
    return "IN_MAPPING[" + table.table().displayName() + columns + " WHERE " + filter + "]";
  }

  /** The table that is read. */
  public MappingTable table() {
    return table;
  }

  /** Positions in the table's columns, one for each operand. */
  public List<Integer> columns() {
    return columns;
  }

  /** The condition over the table's raw row. */
  public RexNode filter() {
    return filter;
  }

  /** This operator over other rows of its table. */
  public Membership withFilter(RexNode other) {
    return new Membership(table, columns, other);
  }
}
