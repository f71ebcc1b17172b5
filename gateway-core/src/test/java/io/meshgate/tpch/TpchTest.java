package io.meshgate.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.meshgate.QueryEngine;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.execute.QueryResult;
import io.meshgate.plan.PlanText;
import io.meshgate.plan.QueryPlan;
import io.meshgate.session.QuerySession;
import io.meshgate.tpch.suite.BenchmarkQuery;
import io.meshgate.tpch.suite.RowDifference;
import io.meshgate.tpch.suite.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The 22 queries of TPC-H over tables that are spread over PostgreSQL, MariaDB and Parquet give
 * what plain DuckDB gives on the same rows, whatever the spread and whoever asks.
 *
 * <p>The scale factor is 0.01. The benchmark's published answers are for scale factor 1 and say
 * nothing here; the one parameter that depends on the scale, the fraction of query 11, is set for
 * this one.
 */
final class TpchTest {

  private static final double SCALE = 0.01;

  private static Path folder;
  private static Servers servers;

  @RegisterExtension private final AllocatorExtension memory = new AllocatorExtension();

  @BeforeAll
  static void start(@TempDir Path temporary) throws SQLException, IOException {
    folder = temporary;
    servers = Servers.start(folder, SCALE);
  }

  @AfterAll
  static void stop() throws SQLException {
    servers.close();
  }

  static Stream<Arguments> cases() {
    return Arrays.stream(Spread.values())
        .flatMap(
            spread ->
                BenchmarkQuery.all(SCALE)
                    .flatMap(
                        query ->
                            Arrays.stream(Viewer.values())
                                .map(viewer -> Arguments.of(spread, query, viewer))));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("cases")
  void answersAsPlainDuckDbOnTheVisibleRows(Spread spread, BenchmarkQuery query, Viewer viewer)
      throws SQLException, IOException {
    compare(spread, query, viewer);
  }

  /** Sources need not keep the order of a subquery, and a column that is not selected makes one. */
  @ParameterizedTest
  @EnumSource(Spread.class)
  void ordersByColumnsThatAreNotSelected(Spread spread) throws SQLException, IOException {
    for (String limit : List.of("", " LIMIT 40")) {
      BenchmarkQuery query =
          new BenchmarkQuery(
              "order",
              "-- ordered by columns 1\n"
                  + "SELECT c_name FROM customer ORDER BY c_mktsegment, c_acctbal DESC, c_custkey"
                  + limit);
      compare(spread, query, Viewer.UNRESTRICTED);
    }
  }

  /**
   * One source that has all tables answers the query alone. The others of the 22 divide or average
   * decimals, which sources do not do as the gateway does, test NOT IN over columns that may hold
   * NULL, or are cheaper in parts.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "q02", "q03", "q04", "q05", "q06", "q07", "q10", "q12", "q13", "q15", "q18", "q19", "q21"
      })
  void asksOneSourceForTheWholeQuery(String name) {
    QueryPlan plan = planInPostgres(name);
    assertThat(plan.inputs()).as(PlanText.fullText(plan)).hasSize(1);
    assertThat(plan.residual()).as(PlanText.fullText(plan)).isEmpty();
  }

  /** The division of two sums is all that is left to do. */
  @ParameterizedTest
  @ValueSource(strings = {"q01", "q08", "q14"})
  void asksOneSourceForTheAggregates(String name) {
    QueryPlan plan = planInPostgres(name);
    assertThat(plan.inputs()).as(PlanText.fullText(plan)).hasSize(1);
    assertThat(plan.residual().orElseThrow()).doesNotContain("SUM(", "COUNT(", "JOIN");
  }

  private QueryPlan planInPostgres(String name) {
    try (QueryEngine engine =
        servers.mesh().engine(Viewer::decide, memory.allocator(), folder.resolve("spill"))) {
      return engine.plan(
          Viewer.UNRESTRICTED.session(Spread.POSTGRES_ALONE),
          BenchmarkQuery.read(name, SCALE).sql());
    }
  }

  /** Across sources, so that the residual engine tests for existence. */
  @Test
  void testsExistenceWithTwoInequalitiesInTheResidual() throws SQLException, IOException {
    BenchmarkQuery query =
        new BenchmarkQuery(
            "exists",
            "-- ordered by columns\n"
                + "SELECT s_name FROM supplier WHERE EXISTS (SELECT 1 FROM customer"
                + " WHERE c_nationkey = s_nationkey AND c_custkey <> s_suppkey"
                + " AND c_acctbal > s_acctbal)");
    assertThat(servers.ask(Viewer.UNRESTRICTED, query.sql())).isNotEmpty();
    compare(Spread.SALES_IN_POSTGRES, query, Viewer.UNRESTRICTED);
  }

  private void compare(Spread spread, BenchmarkQuery query, Viewer viewer)
      throws SQLException, IOException {
    List<List<@Nullable Object>> expected = servers.ask(viewer, query.sql());
    QuerySession session = viewer.session(spread);
    try (QueryEngine engine =
            servers.mesh().engine(Viewer::decide, memory.allocator(), folder.resolve("spill"));
        QueryResult result = engine.execute(session, query.sql())) {
      List<List<@Nullable Object>> actual = ArrowRows.read(result.reader());
      RowDifference.first(expected, actual, query.keys())
          .ifPresent(
              difference ->
                  fail(difference + "\n" + PlanText.fullText(engine.plan(session, query.sql()))));
    }
  }
}
