package io.meshgate.plan.render;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.rel2sql.RelToSqlConverter;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Calcite's way from plans to SQL, which also knows {@link FragmentTable}. Used once. */
// Public because Calcite reaches it by reflection and from generated code.
public final class FragmentConverter extends RelToSqlConverter {

  FragmentConverter(FragmentDialect dialect) {
    super(dialect);
  }

  /** Writes the table as its engine wrote it. Public because Calcite finds it by reflection. */
  public Result visit(FragmentTable table) {
    return result(new RawTable(table), List.of(Clause.FROM), table, null);
  }

  /**
   * Writes a projection; one of sorted rows sorts again, since a subquery's order is not its
   * reader's.
   */
  @Override
  public Result visit(Project project) {
    Result result = super.visit(project);
    SqlSelect select = result.asSelect();
    if (!(project.getInput() instanceof Sort sort)
        || sort.getCollation().getFieldCollations().isEmpty()
        || select.getOrderList() != null
        || !(select.getFrom() instanceof SqlCall from)
        || from.getKind() != SqlKind.AS) {
      return result;
    }
    String alias = ((SqlIdentifier) from.operand(1)).getSimple();
    Context sorted = aliasContext(ImmutableMap.of(alias, sort.getRowType()), true);
    List<SqlNode> keys = new ArrayList<>();
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      addKey(key, sorted, keys);
    }
    select.setOrderBy(new SqlNodeList(keys, SqlParserPos.ZERO));
    if (sort.fetch == null && sort.offset == null && from.operand(0) instanceof SqlSelect inner) {
      inner.setOrderBy(null);
    }
    return result;
  }

  private void addKey(RelFieldCollation key, Context sorted, List<SqlNode> keys) {
    if (key.nullDirection != NullDirection.UNSPECIFIED) {
      SqlNode nulls =
          dialect.emulateNullDirection(
              sorted.field(key.getFieldIndex()),
              key.nullDirection == NullDirection.FIRST,
              key.direction.isDescending());
      if (nulls != null) {
        keys.add(nulls);
        keys.add(
            sorted.toSql(
                new RelFieldCollation(
                    key.getFieldIndex(), key.direction, NullDirection.UNSPECIFIED)));
        return;
      }
    }
    keys.add(sorted.toSql(key));
  }

  /**
   * Writes a semi or anti join as EXISTS with every column qualified: Calcite's own form leaves the
   * outer row's columns bare, so that equal names of the inner row take their place.
   */
  @Override
  protected Result visitAntiOrSemiJoin(Join join) {
    Result left = visitInput(join, 0).resetAlias();
    Result right = visitInput(join, 1).resetAlias();
    SqlNode condition =
        convertConditionToSqlNode(
            join.getCondition(), left.qualifiedContext(), right.qualifiedContext());
    SqlNode one = SqlLiteral.createExactNumeric("1", SqlParserPos.ZERO);
    SqlNode exists =
        SqlStdOperatorTable.EXISTS.createCall(
            SqlParserPos.ZERO, select(List.of(one), right, condition));
    SqlNode test =
        join.getJoinType() == JoinRelType.ANTI
            ? SqlStdOperatorTable.NOT.createCall(SqlParserPos.ZERO, exists)
            : exists;
    List<String> names = join.getRowType().getFieldNames();
    List<SqlNode> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      SqlNode column = left.qualifiedContext().field(i);
      columns.add(
          SqlStdOperatorTable.AS.createCall(
              SqlParserPos.ZERO, column, new SqlIdentifier(names.get(i), SqlParserPos.ZERO)));
    }
    return result(
        select(columns, left, test), List.of(Clause.FROM, Clause.WHERE, Clause.SELECT), join, null);
  }

  private static SqlSelect select(List<SqlNode> columns, Result from, SqlNode condition) {
    return new SqlSelect(
        SqlParserPos.ZERO,
        null,
        new SqlNodeList(columns, SqlParserPos.ZERO),
        from.asFrom(),
        condition,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** An identifier that is written as the engine's own text. */
  private static final class RawTable extends SqlIdentifier {
    private final FragmentTable table;

    RawTable(FragmentTable table) {
      super(table.alias(), SqlParserPos.ZERO);
      this.table = table;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
      writer.print(table.from());
      writer.setNeedWhitespace(true);
    }
  }
}
