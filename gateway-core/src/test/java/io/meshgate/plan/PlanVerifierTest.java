package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.access.Reach;
import io.meshgate.plan.place.FetchConditions;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedView;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.plan.place.StageScan;
import io.meshgate.plan.verify.Piece;
import io.meshgate.plan.verify.PlanVerifier;
import io.meshgate.policy.Decision;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.spi.RemoteScan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.junit.jupiter.api.Test;

/** Good plans that are made bad in one place, as a faulty planner would make them. */
class PlanVerifierTest {

  private static final String EXPENSIVE =
      "SELECT id, total FROM sales.orders.orders WHERE total > 10";
  private static final String COUNT = "SELECT count(*) FROM sales.orders.orders WHERE total > 10";
  private static final String EMAILS = "SELECT id, email FROM crm.customers.people";

  private final PlanFixture fixture = new PlanFixture();
  private final PlanVerifier verifier = fixture.verifier();

  private void verify(String principal, RelNode root, Piece... pieces) {
    verifier.verify(root, List.of(pieces), Principal.of(principal), new Reach(Set.of(), Set.of()));
  }

  private void refuses(String rule, String principal, RelNode root, Piece... pieces) {
    assertThatThrownBy(() -> verify(principal, root, pieces))
        .isInstanceOf(QueryException.class)
        .hasMessageNotContainingAny("orders", "people", "region", "EU")
        .satisfies(e -> assertThat(((QueryException) e).code()).isEqualTo(ErrorCode.INTERNAL))
        .cause()
        .hasMessageContaining(rule);
  }

  /** The only piece of a plan that is good as it is. */
  private Piece piece(String principal, String sql) {
    QuerySplitter.Split split = fixture.split(principal, sql);
    verify(principal, split.root(), split.pieces().toArray(Piece[]::new));
    assertThat(split.pieces()).hasSize(1);
    return split.pieces().get(0);
  }

  private static Piece withSql(Piece piece, UnaryOperator<String> change) {
    RemoteScan.SqlScan scan = (RemoteScan.SqlScan) piece.scan().orElseThrow();
    String changed = change.apply(scan.sql());
    assertThat(changed).isNotEqualTo(scan.sql());
    return new Piece(
        piece.node(), new RemoteScan.SqlScan(scan.source(), scan.schema(), changed), piece.guard());
  }

  private void refusesSql(String rule, String principal, String sql, UnaryOperator<String> change) {
    Piece piece = piece(principal, sql);
    refuses(rule, principal, piece.node(), withSql(piece, change));
  }

  @Test
  void noticesADecisionThatWasMadeForAnother() {
    Piece open = piece("anybody", EXPENSIVE);
    refuses("the decision about sales.orders.orders is another one", "european", open.node(), open);
    Piece masked = piece("masked", EMAILS);
    refuses("is another one", "anybody", masked.node(), masked);
  }

  @Test
  void noticesARequestThatIsNotOfThePlan() {
    Piece open = piece("anybody", EXPENSIVE);
    Piece european = piece("european", EXPENSIVE);
    Piece guarded = piece("guarded", EXPENSIVE);
    String rule = "a source is asked for sales.orders.orders by another decision";
    refuses(rule, "european", european.node(), open);
    refuses(rule, "european", european.node(), guarded);
  }

  @Test
  void noticesALeafWithoutAGuard() {
    PlacedScan placed = (PlacedScan) piece("masked", EMAILS).node();
    refuses("the leaf GuardedScan is not guarded", "masked", placed.scan());
  }

  @Test
  void noticesSqlThatHasLostTheRowFilter() {
    String filter = "CAST(\"orders\".\"region\" AS text) = 'EU'";
    refusesSql("row filter", "european", EXPENSIVE, sql -> sql.replace(filter + " AND ", ""));
    refusesSql("row filter", "european", EXPENSIVE, sql -> sql.replace("'EU'", "'US'"));
    String all = "SELECT id, region FROM sales.orders.orders WHERE total > 10";
    refusesSql("row filter", "european", all, sql -> sql.replace(filter + " AND ", ""));
    refusesSql(
        "row filter",
        "sealed",
        "SELECT id FROM sales.orders.orders",
        sql -> sql.replace(" WHERE " + filter, ""));
  }

  // That is how a value is read that fails the statement at hidden rows.
  @Test
  void noticesARowFilterThatOnlySaysOfWhichRowsAColumnIsShown() {
    String filter = "CAST(\"orders\".\"region\" AS text) = 'EU'";
    String id = "\"orders\".\"id\"";
    for (String shown :
        List.of(
            "CASE WHEN " + filter + " THEN " + id + " END", "NULLIF(" + id + ", " + filter + ")")) {
      refusesSql(
          "row filter",
          "european",
          EXPENSIVE,
          sql -> sql.replace(filter + " AND ", "").replace(id, shown));
    }
  }

  @Test
  void takesARowFilterInAnInnerQueryAndBesideComparisonsOfItsWords() {
    Piece piece = piece("european", EXPENSIVE);
    for (UnaryOperator<String> change :
        List.<UnaryOperator<String>>of(
            sql -> "SELECT * FROM (" + sql + ") AS \"t\" ORDER BY 1",
            sql -> sql.replace(" WHERE ", " WHERE (1 IS DISTINCT FROM 2) AND "),
            sql -> sql.replace(" WHERE ", " WHERE EXTRACT(YEAR FROM now()) > 1 AND "))) {
      verify("european", piece.node(), withSql(piece, change));
    }
  }

  @Test
  void takesARowFilterWithoutTheRangeInItThatIsEmpty() {
    Piece piece = piece("contradictory", EXPENSIVE);
    String sql = ((RemoteScan.SqlScan) piece.scan().orElseThrow()).sql();
    assertThat(sql).contains("'EU'").doesNotContain("7");
    refusesSql(
        "row filter", "contradictory", EXPENSIVE, changed -> changed.replace("'EU'", "'US'"));
  }

  @Test
  void noticesSqlThatReadsMore() {
    refusesSql(
        "column note", "european", EXPENSIVE, sql -> sql.replace("\"total\" >", "\"note\" >"));
    refusesSql(
        "column name",
        "masked",
        "SELECT id, name FROM crm.customers.people",
        sql -> sql.replace("'***'", "`people`.`name`"));
    refusesSql(
        "all columns",
        "european",
        EXPENSIVE,
        sql -> sql.replaceFirst("SELECT .* FROM", "SELECT * FROM"));
  }

  @Test
  void noticesAnotherSource() {
    Piece piece = piece("european", EXPENSIVE);
    RemoteScan.SqlScan scan = (RemoteScan.SqlScan) piece.scan().orElseThrow();
    RemoteScan elsewhere = new RemoteScan.SqlScan("crm", scan.schema(), scan.sql());
    refuses(
        "another source",
        "european",
        piece.node(),
        new Piece(piece.node(), elsewhere, Optional.empty()));
    Piece raw = piece("masked", EMAILS);
    RemoteScan.SqlScan rows = (RemoteScan.SqlScan) raw.scan().orElseThrow();
    refuses(
        "another source",
        "masked",
        raw.node(),
        new Piece(
            raw.node(),
            new RemoteScan.SqlScan("pg", rows.schema(), rows.sql(), rows.misfits()),
            raw.guard()));
  }

  @Test
  void noticesAGuardThatIsGoneOrDoesNothing() {
    Piece hashed = piece("masked", EMAILS);
    refuses(
        "has lost its guard",
        "masked",
        hashed.node(),
        new Piece(hashed.node(), hashed.scan(), Optional.empty()));
    String bare = "SELECT \"raw\".\"id\", \"raw\".\"email\" AS \"email\" FROM \"raw\" AS \"raw\"";
    refuses(
        "email of crm.customers.people has lost its mask",
        "masked",
        hashed.node(),
        new Piece(hashed.node(), hashed.scan(), Optional.of(bare)));
    String shown =
        bare.replace(
            "\"raw\".\"email\"",
            "(CASE WHEN contains(\"raw\".\" misfits\", ',1,') THEN error('"
                + ResidualDialect.misfitIn("email")
                + "') ELSE \"raw\".\"email\" END)");
    refuses(
        "email of crm.customers.people has lost its mask",
        "masked",
        hashed.node(),
        new Piece(hashed.node(), hashed.scan(), Optional.of(shown)));
    Piece filtered = piece("guarded", "SELECT id, total FROM sales.orders.orders");
    String all = "SELECT \"raw\".\"id\", \"raw\".\"total\" FROM \"raw\" AS \"raw\"";
    refuses(
        "row filter",
        "guarded",
        filtered.node(),
        new Piece(filtered.node(), filtered.scan(), Optional.of(all)));
  }

  @Test
  void noticesConditionsThatTellOfHiddenRows() {
    Piece piece = piece("european", COUNT);
    Filter filter = (Filter) first(piece.node(), Filter.class);
    int total = filter.getInput().getRowType().getFieldNames().indexOf("total");
    RexNode leaky = division(filter.getInput(), total);
    RelNode changed =
        replaced(piece.node(), filter, filter.copy(filter.getTraitSet(), filter.getInput(), leaky));
    refuses("could fail", "european", changed, new Piece(changed, piece.scan(), Optional.empty()));
    PlacedScan raw = (PlacedScan) piece("guarded", EXPENSIVE).node();
    PlacedScan asked =
        new PlacedScan(
            raw.scan(),
            ResidualDialect.PLACEMENT,
            new FetchConditions(false, Optional.of(division(raw, 1))));
    Piece same = piece("guarded", EXPENSIVE);
    refuses("could fail", "guarded", asked, new Piece(asked, same.scan(), same.guard()));
  }

  @Test
  void noticesConditionsOnMaskedValues() {
    Piece piece = piece("masked", EMAILS);
    PlacedScan raw = (PlacedScan) piece.node();
    RexNode email = SqlTypes.REX.makeInputRef(raw, 1);
    RexNode guess =
        SqlTypes.REX.makeCall(
            SqlStdOperatorTable.EQUALS, email, SqlTypes.REX.makeLiteral("ann@example.org"));
    PlacedScan asked =
        new PlacedScan(
            raw.scan(), ResidualDialect.PLACEMENT, new FetchConditions(false, Optional.of(guess)));
    refuses("masked", "masked", asked, new Piece(asked, piece.scan(), piece.guard()));
  }

  @Test
  void noticesMaskedValuesThatASourceWorksWith() {
    PlacedScan leaf =
        (PlacedScan)
            first(
                piece("masked", "SELECT name FROM crm.customers.people").node(), PlacedScan.class);
    Piece open =
        piece(
            "anybody", "SELECT country_id, count(*) FROM crm.customers.people GROUP BY country_id");
    PlacedScan there = (PlacedScan) first(open.node(), PlacedScan.class);
    PlacedScan masked =
        new PlacedScan(leaf.scan(), (Placement) there.getConvention(), FetchConditions.NONE);
    RelNode changed = replaced(open.node(), there, masked);
    refuses(
        "a masked value is grouped, ordered or summed",
        "masked",
        changed,
        new Piece(changed, open.scan(), Optional.empty()));
  }

  @Test
  void noticesAnythingThatGoesToASealedTable() {
    Piece open = piece("european", COUNT);
    Filter filter = (Filter) first(open.node(), Filter.class);
    PlacedScan leaf =
        (PlacedScan)
            first(
                piece("sealed", "SELECT total FROM sales.orders.orders").node(), PlacedScan.class);
    PlacedScan there = (PlacedScan) first(open.node(), PlacedScan.class);
    PlacedScan sealed =
        new PlacedScan(leaf.scan(), (Placement) filter.getConvention(), FetchConditions.NONE);
    RelNode changed = replaced(open.node(), there, sealed);
    refuses("sealed", "sealed", changed, new Piece(changed, open.scan(), Optional.empty()));
    QuerySplitter.Split asked =
        fixture.split("sealed", "SELECT id FROM sales.orders.orders WHERE note = 'seven'");
    Piece told = withSql(asked.pieces().get(0), sql -> sql + " AND \"orders\".\"note\" = 'seven'");
    refuses("a constant of the query", "sealed", asked.root(), told);
  }

  private static final String CHEAP = "SELECT id FROM sales.views.cheap";
  private static final String OWN = "SELECT id FROM sales.views.own";

  private void refusesView(String rule, String principal, String sql, UnaryOperator<Piece> change) {
    QuerySplitter.Split split = fixture.split(principal, sql);
    verify(principal, split.root(), split.pieces().toArray(Piece[]::new));
    refuses(
        rule, principal, split.root(), split.pieces().stream().map(change).toArray(Piece[]::new));
  }

  @Test
  void noticesADerivedTableWhoseRulesWereLeftOut() {
    QuerySplitter.Split open = fixture.split("anybody", CHEAP);
    assertThatThrownBy(
            () ->
                verifier.verify(
                    open.root(),
                    open.pieces(),
                    Principal.of("viewer"),
                    fixture.reach("viewer", CHEAP)))
        .cause()
        .hasMessage("sales.orders.orders is read past a derived table");
    // Who names the table too may read it.
    String both = CHEAP + " UNION ALL SELECT id FROM sales.orders.orders";
    QuerySplitter.Split good = fixture.split("viewer", both);
    verifier.verify(
        good.root(), good.pieces(), Principal.of("viewer"), fixture.reach("viewer", both));
  }

  @Test
  void noticesADerivedTableWithoutItsGuard() {
    QuerySplitter.Split split = fixture.split("viewer", CHEAP);
    Piece[] sources =
        split.pieces().stream().filter(piece -> piece.scan().isPresent()).toArray(Piece[]::new);
    assertThat(sources).hasSizeLessThan(split.pieces().size());
    refuses("has lost its guard", "viewer", split.root(), sources);
    refusesView(
        "row filter",
        "viewer",
        CHEAP,
        piece ->
            piece.scan().isPresent()
                ? piece
                : new Piece(piece.node(), piece.scan(), Optional.of("SELECT id FROM raw")));
  }

  @Test
  void noticesRightsThatADerivedTableDoesNotHave() {
    QuerySplitter.Split split = fixture.split("anybody", OWN);
    verify("anybody", split.root(), split.pieces().toArray(Piece[]::new));
    PlanVerifier withoutGrant =
        fixture.verifier(
            (principal, product, table) ->
                principal.kind() == Principal.Kind.PRODUCT
                    ? new Decision.Denied(List.of())
                    : PlanFixture.decide(principal, product, table));
    assertThatThrownBy(
            () ->
                withoutGrant.verify(
                    split.root(),
                    split.pieces(),
                    Principal.of("anybody"),
                    fixture.reach("anybody", OWN)))
        .cause()
        .hasMessageContaining("the decision about sales.orders.orders is another one");
    // The same leaf outside of the derived table is the reader's.
    PlacedView view = (PlacedView) first(split.root(), PlacedView.class);
    refuses("is another one", "anybody", view.view().body());
  }

  @Test
  void noticesGroupsThatAreNotLargeEnough() {
    String sql = "SELECT region, COUNT(*) FROM sales.orders.orders GROUP BY region";
    QuerySplitter.Split split = fixture.split("grouped", sql);
    verify("grouped", split.root(), split.pieces().toArray(Piece[]::new));
    PlacedStage stage = (PlacedStage) first(split.root(), PlacedStage.class);
    RelNode filter = first(stage.plan(), Filter.class);
    RelNode unfiltered = replaced(stage.plan(), filter, filter.getInput(0));
    refuses(
        "small groups of sales.orders.orders",
        "grouped",
        new PlacedStage(StageScan.of(unfiltered), ResidualDialect.PLACEMENT));
  }

  private static RexNode division(RelNode rows, int column) {
    RexNode hundred = SqlTypes.REX.makeExactLiteral(BigDecimal.valueOf(100));
    RexNode value = SqlTypes.REX.makeInputRef(rows, column);
    return SqlTypes.REX.makeCall(
        SqlStdOperatorTable.GREATER_THAN,
        SqlTypes.REX.makeCall(SqlStdOperatorTable.DIVIDE, hundred, value),
        hundred);
  }

  private static RelNode replaced(RelNode node, RelNode old, RelNode by) {
    if (node == old) {
      return by;
    }
    List<RelNode> inputs =
        node.getInputs().stream().map(input -> replaced(input, old, by)).toList();
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private static RelNode first(RelNode node, Class<? extends RelNode> type) {
    return type.isInstance(node)
        ? node
        : node.getInputs().stream().map(input -> first(input, type)).findFirst().orElseThrow();
  }
}
