package io.meshgate.plan.render;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.rel2sql.RelToSqlConverter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** Calcite's way from plans to SQL, which also knows {@link FragmentTable}. Used once. */
// Public because Calcite reaches it by reflection and from generated code.
public final class FragmentConverter extends RelToSqlConverter {

  private @Nullable RelNode belowWindow;

  FragmentConverter(FragmentDialect dialect) {
    super(dialect);
  }

  /** Writes the table as its engine wrote it. Public because Calcite finds it by reflection. */
  public Result visit(FragmentTable table) {
    return result(new RawTable(table), List.of(Clause.FROM), table, null);
  }

  /**
   * Writes a projection; one of sorted rows sorts again, since a subquery's order is not its
   * reader's. One with window functions stays a query of its own: among the keys or conditions of
   * what is above they are no SQL.
   */
  @Override
  public Result visit(Project project) {
    belowWindow = project.containsOver() ? project.getInput() : null;
    Result result = super.visit(project);
    if (project.containsOver()) {
      return closed(result.asStatement(), project);
    }
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
    // Told, so that what is above does not write its own clauses between these.
    return result(select, List.of(Clause.FROM, Clause.SELECT, Clause.ORDER_BY), project, null);
  }

  /** Writes a sort; one below windows is a query of its own, for they are to see only its rows. */
  @Override
  public Result visit(Sort sort) {
    boolean closed = sort.equals(belowWindow);
    Result result = super.visit(sort);
    return closed ? closed(result.asStatement(), sort) : result;
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
   * Writes a lateral join, a left one too: Calcite writes all of them as inner ones, and names the
   * columns of an aggregate on the right as those of its input.
   */
  @Override
  public Result visit(Correlate correlate) {
    boolean inner = correlate.getJoinType() == JoinRelType.INNER;
    if (!inner && correlate.getJoinType() != JoinRelType.LEFT) {
      throw new IllegalStateException("No SQL for a lateral " + correlate.getJoinType());
    }
    SqlParserPos position = SqlParserPos.ZERO;
    Result left =
        visitInput(correlate, 0)
            .resetAlias(correlate.getCorrelVariable(), correlate.getLeft().getRowType());
    correlTableMap.put(correlate.getCorrelationId(), left.qualifiedContext());
    Result right = visitInput(correlate, 1).resetAlias();
    SqlCall from = (SqlCall) right.asFrom();
    SqlNode query = from.operand(0);
    SqlNode lateral = SqlStdOperatorTable.LATERAL.createCall(position, query);
    String alias = ((SqlIdentifier) from.operand(1)).getSimple();
    SqlNode join =
        new SqlJoin(
            position,
            left.asFrom(),
            SqlLiteral.createBoolean(false, position),
            (inner ? JoinType.COMMA : JoinType.LEFT).symbol(position),
            named(lateral, alias),
            (inner ? JoinConditionType.NONE : JoinConditionType.ON).symbol(position),
            inner ? null : SqlLiteral.createBoolean(true, position));
    return result(join, left, right);
  }

  /** Writes the elements of a value as rows, those of rows and maps as columns. */
  @Override
  public Result visit(Uncollect unnest) {
    Result input = visitInput(unnest, 0).resetAlias();
    SqlNode value = input.qualifiedContext().field(0);
    RelDataType type = unnest.getInput().getRowType().getFieldList().get(0).getType();
    List<SqlNode> elements = new ArrayList<>();
    boolean map = type.getSqlTypeName() == SqlTypeName.MAP;
    elements.add(named(template(map ? "unnest(map_entries({0}))" : "unnest({0})", value), "item"));
    if (unnest.withOrdinality) {
      String count = map ? "cardinality({0})" : "len({0})";
      elements.add(
          named(template("unnest(range(1, CAST(" + count + " AS BIGINT) + 1))", value), "place"));
    }
    SqlNode rows = named(select(list(elements), input.asFrom(), null), "e");
    List<SqlNode> columns = new ArrayList<>();
    List<RelDataTypeField> fields = unnest.getRowType().getFieldList();
    int parts = fields.size() - (unnest.withOrdinality ? 1 : 0);
    RelDataType element = type.getComponentType();
    boolean whole = !map && (element == null || !element.isStruct());
    for (int i = 0; i < parts; i++) {
      SqlNode item = new SqlIdentifier(List.of("e", "item"), SqlParserPos.ZERO);
      String part = map ? List.of("key", "value").get(i) : fields.get(i).getName();
      SqlNode text = SqlLiteral.createCharString(part, SqlParserPos.ZERO);
      columns.add(
          named(
              whole ? item : template("struct_extract({0}, {1})", item, text),
              fields.get(i).getName()));
    }
    if (unnest.withOrdinality) {
      SqlNode place = new SqlIdentifier(List.of("e", "place"), SqlParserPos.ZERO);
      columns.add(named(place, fields.get(parts).getName()));
    }
    return closed(select(list(columns), rows, null), unnest);
  }

  private static SqlNode template(String text, SqlNode... operands) {
    return TemplateOperator.scalar(text).createCall(SqlParserPos.ZERO, operands);
  }

  private static SqlNode named(SqlNode node, String name) {
    return SqlStdOperatorTable.AS.createCall(
        SqlParserPos.ZERO, node, new SqlIdentifier(name, SqlParserPos.ZERO));
  }

  private static SqlNodeList list(List<SqlNode> nodes) {
    return new SqlNodeList(nodes, SqlParserPos.ZERO);
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
            SqlParserPos.ZERO, select(SqlNodeList.of(one), right.asFrom(), condition));
    SqlNode test =
        join.getJoinType() == JoinRelType.ANTI
            ? SqlStdOperatorTable.NOT.createCall(SqlParserPos.ZERO, exists)
            : exists;
    List<SqlNode> columns = new ArrayList<>();
    for (RelDataTypeField field : join.getRowType().getFieldList()) {
      SqlNode column = left.qualifiedContext().field(field.getIndex());
      columns.add(SqlValidatorUtil.addAlias(column, field.getName()));
    }
    SqlNodeList items = new SqlNodeList(columns, SqlParserPos.ZERO);
    return closed(select(items, left.asFrom(), test), join);
  }

  private static SqlNode select(SqlNodeList items, SqlNode from, @Nullable SqlNode where) {
    return new SqlSelect(
        SqlParserPos.ZERO,
        null,
        items,
        from,
        where,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** A query to which no clause is added: what is above selects from it. */
  private Result closed(SqlNode query, RelNode rel) {
    SqlNode named =
        SqlStdOperatorTable.AS.createCall(
            SqlParserPos.ZERO, query, new SqlIdentifier("t", SqlParserPos.ZERO));
    return result(named, List.of(Clause.FROM), rel, null);
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
