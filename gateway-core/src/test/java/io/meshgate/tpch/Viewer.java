package io.meshgate.tpch;

import io.meshgate.TestMesh;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.tpch.suite.BenchmarkTable;
import io.meshgate.tpch.suite.Spread;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Who asks: each sees certain rows of certain tables, as a policy and as plain SQL says. */
@SuppressWarnings("ImmutableEnumChecker") // The rules are never changed.
enum Viewer {
  /** Sees every row. */
  UNRESTRICTED(Map.of()),
  /** Two row filters that every source can apply. */
  FILTERED(
      Map.of(
          "lineitem",
          new Rule(
              "l_shipmode IN ('AIR', 'MAIL', 'SHIP', 'RAIL', 'REG AIR')",
              row -> row.isOneOf("l_shipmode", "AIR", "MAIL", "SHIP", "RAIL", "REG AIR")),
          "customer",
          new Rule(
              "c_nationkey < 12 OR c_mktsegment = 'BUILDING'",
              row ->
                  row.or(
                      row.isBelow("c_nationkey", 12), row.isOneOf("c_mktsegment", "BUILDING"))))),
  /** Two row filters that no source can apply, so that the gateway does. */
  GUARDED(
      Map.of(
          "orders",
          new Rule(
              "upper(o_orderpriority) <> '4-NOT SPECIFIED'",
              row -> row.upperIsNot("o_orderpriority", "4-NOT SPECIFIED")),
          "supplier",
          new Rule(
              "upper(s_name) <> 'SUPPLIER#000000033'",
              row -> row.upperIsNot("s_name", "SUPPLIER#000000033"))));

  private final Map<String, Rule> rules;

  Viewer(Map<String, Rule> rules) {
    this.rules = rules;
  }

  /** A session of this viewer. */
  QuerySession session(Spread spread) {
    return new QuerySession(
        Principal.of(name().toLowerCase(Locale.ROOT)),
        Optional.of(spread.schema()),
        ZoneId.of("UTC"),
        QueryLimits.DEFAULT);
  }

  /** The rows of a table that this viewer sees, as a condition in plain SQL. */
  String visibleRows(BenchmarkTable table) {
    Rule rule = rules.get(table.sqlName());
    return rule == null ? "true" : rule.sql;
  }

  /** The policy that makes viewers of principals. */
  static Decision decide(Principal principal, DataProduct product, ProductTable table) {
    Decision.Allowed open = (Decision.Allowed) TestMesh.open(principal, product, table);
    Viewer viewer =
        Arrays.stream(values())
            .filter(v -> v.name().equalsIgnoreCase(principal.subject()))
            .findFirst()
            .orElseThrow();
    Rule rule = viewer.rules.get(table.name());
    return rule == null
        ? open
        : new Decision.Allowed(
            open.columns(),
            Optional.of(rule.predicate.apply(new RawRow(table))),
            Decision.PushdownMode.NORMAL,
            List.of(viewer.name()));
  }

  /** One condition in two languages. */
  private record Rule(String sql, Function<RawRow, RexNode> predicate) {}

  /** Builds conditions over the raw row of a table. */
  private record RawRow(ProductTable table) {
    private static final RexBuilder REX = SqlTypes.REX;

    private RexNode column(String name) {
      RelDataTypeField field =
          SqlTypes.rowType(table).getFieldList().get(table.ordinal(name).orElseThrow());
      return REX.makeInputRef(field.getType(), field.getIndex());
    }

    private RexNode or(RexNode... conditions) {
      return conditions.length == 1
          ? conditions[0]
          : REX.makeCall(SqlStdOperatorTable.OR, conditions);
    }

    RexNode isOneOf(String column, String... texts) {
      return or(
          Arrays.stream(texts)
              .map(
                  text ->
                      REX.makeCall(
                          SqlStdOperatorTable.EQUALS, column(column), REX.makeLiteral(text)))
              .toArray(RexNode[]::new));
    }

    RexNode isBelow(String column, int bound) {
      RexNode reference = column(column);
      return REX.makeCall(
          SqlStdOperatorTable.LESS_THAN, reference, REX.makeLiteral(bound, reference.getType()));
    }

    RexNode upperIsNot(String column, String text) {
      return REX.makeCall(
          SqlStdOperatorTable.NOT_EQUALS,
          REX.makeCall(SqlStdOperatorTable.UPPER, column(column)),
          REX.makeLiteral(text));
    }
  }
}
