package io.meshgate.plan.render;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.spi.RemoteScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The relation of raw rows below a guard, and how the guard reads it where rows may hold values
 * that were not delivered ({@link RemoteScan.Misfits}).
 *
 * <p>Such a value fails the query only where somebody gets to see it: in a row that the policy
 * shows, in a column without a mask. To masks it is NULL, and a row in which the policy would have
 * to look at it is hidden.
 */
final class RawRows {

  /** Name of the relation in the text of a guard. */
  private static final String NAME = FragmentRenderer.RAW_ROWS;

  private final RexBuilder rex = SqlTypes.REX;
  private final Map<Integer, RexNode> values = new HashMap<>();
  private final Map<Integer, Integer> positions = new HashMap<>();
  private final ProductTable table;
  private final RelDataType rowType;
  private final Optional<RexNode> misfits;

  /**
   * @param columns the columns that were fetched, in order
   * @param schema their names in the relation, and after them the field of misfits if there is one
   */
  RawRows(ProductTable table, List<ProductColumn> columns, Schema schema) {
    this.table = table;
    RelDataTypeFactory.Builder raw = SqlTypes.FACTORY.builder();
    for (int i = 0; i < columns.size(); i++) {
      RelDataType type = SqlTypes.toSql(columns.get(i).type(), true);
      int ordinal = table.columns().indexOf(columns.get(i));
      positions.put(ordinal, i);
      values.put(ordinal, rex.makeInputRef(type, i));
      raw.add(schema.getFields().get(i).getName(), type);
    }
    boolean marked = schema.getFields().size() > columns.size();
    RelDataType text =
        SqlTypes.FACTORY.createTypeWithNullability(
            SqlTypes.FACTORY.createSqlType(SqlTypeName.VARCHAR), true);
    if (marked) {
      raw.add(RemoteScan.SqlScan.MISFITS, text);
    }
    this.misfits = marked ? Optional.of(rex.makeInputRef(text, columns.size())) : Optional.empty();
    this.rowType = raw.build();
  }

  /** The relation. */
  RelNode scan(RelOptCluster cluster) {
    return new FragmentTable(cluster, NAME, NAME, rowType);
  }

  /** How the row predicate reads each column. */
  Map<Integer, RexNode> tested() {
    return values;
  }

  /** That a row has all the values that a predicate reads; empty if every row has. */
  Optional<RexNode> isWhole(RexNode predicate) {
    List<RexNode> missing = new ArrayList<>();
    for (int ordinal : RelOptUtil.InputFinder.bits(predicate)) {
      misfits.ifPresent(
          marks -> missing.add(template("contains({0}, " + mark(ordinal) + ")", marks)));
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            rex.makeCall(
                SqlStdOperatorTable.IS_NOT_TRUE, RexUtil.composeDisjunction(rex, missing)));
  }

  /** How masks read each column. */
  Map<Integer, RexNode> masked() {
    return delivered("NULL");
  }

  /** How columns without a mask are read. */
  Map<Integer, RexNode> shown() {
    return delivered("error({2})");
  }

  /**
   * @param otherwise what stands for a value that was not delivered; {@code {2}} is the text of its
   *     error
   */
  private Map<Integer, RexNode> delivered(String otherwise) {
    Map<Integer, RexNode> read = new HashMap<>(values);
    misfits.ifPresent(
        marks ->
            read.replaceAll(
                (ordinal, value) ->
                    typed(
                        value.getType(),
                        "CASE WHEN contains({0}, %s) THEN %s ELSE {1} END"
                            .formatted(mark(ordinal), otherwise),
                        marks,
                        value,
                        rex.makeLiteral(
                            ResidualDialect.misfitIn(table.columns().get(ordinal).name())))));
    return read;
  }

  private String mark(int ordinal) {
    return "'," + positions.get(ordinal) + ",'";
  }

  private RexNode template(String template, RexNode... operands) {
    RelDataType truth = SqlTypes.FACTORY.createSqlType(SqlTypeName.BOOLEAN);
    return typed(SqlTypes.FACTORY.createTypeWithNullability(truth, true), template, operands);
  }

  private RexNode typed(RelDataType type, String template, RexNode... operands) {
    return rex.makeCall(type, TemplateOperator.scalar(template), List.of(operands));
  }
}
