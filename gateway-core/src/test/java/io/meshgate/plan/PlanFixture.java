package io.meshgate.plan;

import io.meshgate.TestMesh;
import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.plan.access.NamedTables;
import io.meshgate.plan.access.Reach;
import io.meshgate.plan.verify.PlanVerifier;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.MaskOperators;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.TableName;
import io.meshgate.system.SystemTables;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * A mesh for plans: the real capabilities of three kinds of source, tables made up with their row
 * counts, and a policy by the principal's name. Nothing is contacted.
 */
final class PlanFixture {

  private static final ArrowType ID = new ArrowType.Int(64, true);
  private static final ArrowType COUNT = new ArrowType.Int(32, true);
  private static final ArrowType MONEY = new ArrowType.Decimal(12, 2, 128);
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType DAY = new ArrowType.Date(DateUnit.DAY);
  private static final String MARIADB_TEXT = "({} COLLATE utf8mb4_nopad_bin)";

  private final Map<String, Capabilities> sources = new LinkedHashMap<>();
  private final QueryPlanner planner;
  private final Catalog catalog;

  PlanFixture() {
    Map<String, String> server =
        Map.of("host", "localhost", "database", "db", "user", "u", "password", "p");
    sources.put("pg", capabilities("postgres", server));
    sources.put("crm", capabilities("mysql", server));
    sources.put("lake", capabilities("duckdb", Map.of("folder", ".")));
    try (TestMesh mesh = new TestMesh()) {
      addSales(mesh);
      addCustomers(mesh);
      addStock(mesh);
      catalog = mesh.catalog();
      planner =
          new QueryPlanner(
              catalog,
              PlanFixture::decide,
              SystemTables.with(List.of()),
              sources,
              Map.of("k1", "a key for tests".getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** A verifier of this mesh's plans. */
  PlanVerifier verifier() {
    return verifier(PlanFixture::decide);
  }

  /** A verifier that decides by another policy. */
  PlanVerifier verifier(AccessPolicy policy) {
    return new PlanVerifier(policy, named(policy));
  }

  private NamedTables named(AccessPolicy policy) {
    return new NamedTables(catalog, policy, new QueryParser()::parse);
  }

  /** Where a query of the principal's may have leaves. */
  Reach reach(String principal, String sql) {
    return named(PlanFixture::decide)
        .reach(QuerySession.of(Principal.of(principal)), new QueryParser().parse(sql));
  }

  /** The plan of a query of the principal's in full. */
  String plan(String principal, String sql) {
    return PlanText.fullText(
        planner.plan(QuerySession.of(Principal.of(principal)), sql, List.of()));
  }

  /** The plan of a query before the last look at it. */
  QuerySplitter.Split split(String principal, String sql) {
    QuerySession session = QuerySession.of(Principal.of(principal));
    Accesses accesses = new Accesses();
    Resolved resolved = planner.resolve(session, planner.parsed(session, sql, accesses));
    return planner.split(session, resolved, List.of(), accesses);
  }

  private static Capabilities capabilities(String type, Map<String, String> options) {
    ConnectorFactory factory =
        ServiceLoader.load(ConnectorFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.type().equals(type))
            .findFirst()
            .orElseThrow();
    try (Connector connector =
        factory.create(new SourceConfig(type, "test", options, Path.of(".")))) {
      return connector.capabilities();
    }
  }

  private void addSales(TestMesh mesh) {
    RemoteTable orders =
        table(
            "\"public\".\"orders\"",
            "orders",
            100_000,
            column("id", ID, 100_000),
            column("customer_id", ID, 8_000),
            column("region", TEXT, "CAST({} AS text)", 4),
            column("ordered", DAY, 2_000),
            column("total", MONEY, 60_000),
            column("note", TEXT, 90_000));
    RemoteTable lines =
        table(
            "\"public\".\"lines\"",
            "lines",
            400_000,
            column("id", ID, 400_000),
            column("order_id", ID, 100_000),
            column("item_id", ID, 5_000),
            column("quantity", COUNT, 50),
            column("price", MONEY, 10_000));
    add(mesh, "pg", "sales.orders", orders, lines);
    view(mesh, "cheap", ProductTable.Rights.INVOKER);
    view(mesh, "own", ProductTable.Rights.DEFINER);
  }

  private static void view(TestMesh mesh, String name, ProductTable.Rights rights) {
    List<ProductColumn> columns =
        List.of(ProductColumn.of("id", ID), ProductColumn.of("region", TEXT));
    mesh.table(
        new ProductTable(
            "sales.views",
            name,
            Optional.empty(),
            List.of(),
            columns,
            new ProductTable.Derived("SELECT id, region FROM sales.orders.orders", rights)));
  }

  private void addCustomers(TestMesh mesh) {
    RemoteTable people =
        table(
            "`crm`.`people`",
            "people",
            10_000,
            column("id", ID, 10_000),
            column("name", TEXT, MARIADB_TEXT, 9_500),
            column("email", TEXT, MARIADB_TEXT, 10_000),
            column("country_id", ID, 200),
            column("birth_date", DAY, 7_000),
            column("balance", MONEY, 9_000));
    RemoteTable countries =
        table(
            "`crm`.`countries`",
            "countries",
            200,
            column("id", ID, 200),
            column("name", TEXT, MARIADB_TEXT, 200));
    add(mesh, "crm", "crm.customers", people, countries);
  }

  private void addStock(TestMesh mesh) {
    RemoteTable items =
        table(
            "read_parquet('/lake/items.parquet')",
            "items",
            5_000,
            column("id", ID, 5_000),
            column("name", TEXT, 5_000),
            column("weight", new ArrowType.Int(32, true), 100));
    add(mesh, "lake", "stock.catalog", items);
  }

  private void add(TestMesh mesh, String source, String schema, RemoteTable... tables) {
    FakeConnector.Builder connector =
        FakeConnector.builder().capabilities(Objects.requireNonNull(sources.get(source), source));
    for (RemoteTable table : tables) {
      connector.table(table, List.of());
    }
    mesh.source(source, connector.build());
    for (RemoteTable table : tables) {
      mesh.table(schema, table.name().last(), source, table.name());
    }
  }

  private static RemoteTable table(String from, String name, long rows, RemoteColumn... columns) {
    return new RemoteTable(TableName.of(name), from, List.of(columns), OptionalLong.of(rows));
  }

  private static RemoteColumn column(String name, ArrowType type, long distinct) {
    return column(name, type, RemoteColumn.REFERENCE, distinct);
  }

  private static RemoteColumn column(String name, ArrowType type, String read, long distinct) {
    return new RemoteColumn(
        name,
        type.toString(),
        new RemoteColumn.Supported(type),
        true,
        read,
        OptionalLong.of(distinct));
  }

  static Decision decide(Principal principal, DataProduct product, ProductTable table) {
    Decision.Allowed open = (Decision.Allowed) TestMesh.open(principal, product, table);
    return switch (principal.subject() + " " + table.name()) {
      case "european orders" -> rows(open, test(table, "region", "EU"), PushdownMode.NORMAL);
      case "contradictory orders" ->
          rows(
              open,
              call(
                  SqlStdOperatorTable.AND,
                  test(table, "region", "EU"),
                  call(SqlStdOperatorTable.NOT, between(table, "id", 7, 3))),
              PushdownMode.NORMAL);
      case "viewer cheap", "sales.views orders" ->
          rows(open, test(table, "region", "EU"), PushdownMode.NORMAL);
      case "grouped orders" ->
          new Decision.Allowed(
              open.columns(),
              Optional.empty(),
              PushdownMode.NORMAL,
              new Decision.Limits(3, false, Set.of()),
              List.of("limits"));
      case "sealed orders" -> rows(open, test(table, "region", "EU"), PushdownMode.SEALED);
      case "guarded orders" -> rows(open, upperTest(table, "region", "EU"), PushdownMode.NORMAL);
      case "masked people" -> masked(open, table);
      case "both people" ->
          rows(
              (Decision.Allowed) masked(open, table),
              test(table, "name", "Ann"),
              PushdownMode.NORMAL);
      default -> open;
    };
  }

  private static Decision rows(Decision.Allowed open, RexNode predicate, PushdownMode pushdown) {
    return new Decision.Allowed(open.columns(), Optional.of(predicate), pushdown, List.of("rows"));
  }

  // The name is replaced by a constant, which a source can write, the email by a keyed hash.
  private static Decision masked(Decision.Allowed open, ProductTable table) {
    List<VisibleColumn> columns = new ArrayList<>(open.columns());
    int name = table.ordinal("name").orElseThrow();
    int email = table.ordinal("email").orElseThrow();
    RexNode redacted = SqlTypes.REX.makeLiteral("***");
    RexNode hashed =
        call(MaskOperators.HMAC, column(table, "email"), SqlTypes.REX.makeLiteral("k1"));
    columns.set(
        name,
        new VisibleColumn(name, Optional.of(new Decision.Mask("name", "constant", redacted))));
    columns.set(
        email, new VisibleColumn(email, Optional.of(new Decision.Mask("email", "hash", hashed))));
    return new Decision.Allowed(columns, Optional.empty(), PushdownMode.NORMAL, List.of("masks"));
  }

  private static RexNode test(ProductTable table, String column, String text) {
    return call(SqlStdOperatorTable.EQUALS, column(table, column), SqlTypes.REX.makeLiteral(text));
  }

  private static RexNode between(ProductTable table, String column, long from, long to) {
    RexNode value = column(table, column);
    return call(
        SqlStdOperatorTable.AND,
        call(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, value, number(from, value)),
        call(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, value, number(to, value)));
  }

  private static RexNode number(long number, RexNode like) {
    return SqlTypes.REX.makeExactLiteral(BigDecimal.valueOf(number), like.getType());
  }

  private static RexNode upperTest(ProductTable table, String column, String text) {
    return call(
        SqlStdOperatorTable.EQUALS,
        call(SqlStdOperatorTable.UPPER, column(table, column)),
        SqlTypes.REX.makeLiteral(text));
  }

  private static RexNode column(ProductTable table, String name) {
    RexBuilder rex = SqlTypes.REX;
    RelDataTypeField field =
        SqlTypes.rowType(table).getFieldList().get(table.ordinal(name).orElseThrow());
    return rex.makeInputRef(field.getType(), field.getIndex());
  }

  private static RexNode call(SqlOperator operator, RexNode... operands) {
    return SqlTypes.REX.makeCall(operator, operands);
  }
}
