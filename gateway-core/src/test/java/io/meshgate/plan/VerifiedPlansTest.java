package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans in which every part of the planner that keeps an access rule has something to do. The
 * verifier accepts them all; a planner that forgets a rule has some of them refused. Nothing else
 * is looked at, so that a failure is the verifier's word alone.
 */
class VerifiedPlansTest {

  private static final List<String> ON_ROWS =
      List.of(
          "SELECT id, total FROM sales.orders.orders WHERE total > 10",
          "SELECT id FROM sales.orders.orders WHERE region = 'US' AND note LIKE 'a%'",
          "SELECT id FROM sales.orders.orders WHERE note LIKE region",
          "SELECT id FROM sales.orders.orders WHERE total * 2 > 100",
          "SELECT id FROM sales.orders.orders WHERE total + id > 100 AND id < 9",
          "SELECT id, total * 2 AS twice, UPPER(note) AS note FROM sales.orders.orders",
          "SELECT id + 1 AS following_id FROM sales.orders.orders",
          "SELECT CASE WHEN total > 100 THEN 'large' ELSE region END AS size FROM sales.orders.orders",
          "SELECT count(*), sum(total), max(note) FROM sales.orders.orders",
          "SELECT region, count(*) FROM sales.orders.orders GROUP BY region",
          "SELECT count(DISTINCT note) FROM sales.orders.orders",
          "SELECT id FROM sales.orders.orders ORDER BY total DESC LIMIT 3",
          "SELECT id FROM sales.orders.orders LIMIT 3",
          "SELECT l.price FROM sales.orders.orders o JOIN sales.orders.lines l ON l.order_id = o.id",
          "SELECT id FROM sales.orders.lines WHERE order_id IN (SELECT id FROM sales.orders.orders)",
          "SELECT id FROM sales.orders.orders UNION SELECT id FROM sales.orders.lines",
          "SELECT id FROM sales.orders.orders EXCEPT SELECT id FROM sales.orders.lines",
          "SELECT id FROM sales.orders.orders INTERSECT SELECT id FROM sales.orders.lines",
          "SELECT o.id, p.name FROM sales.orders.orders o JOIN crm.customers.people p"
              + " ON p.id = o.customer_id",
          "SELECT id, ROW_NUMBER() OVER (ORDER BY total) FROM sales.orders.orders");

  private static final List<String> ON_VALUES =
      List.of(
          "SELECT id, name, email FROM crm.customers.people WHERE id < 100",
          "SELECT id, name FROM crm.customers.people",
          "SELECT id, name FROM crm.customers.people WHERE name = 'Ann'",
          "SELECT id FROM crm.customers.people WHERE email = 'ann@example.org'",
          "SELECT id FROM crm.customers.people WHERE balance * 2 > 100",
          "SELECT name, count(*) FROM crm.customers.people GROUP BY name",
          "SELECT max(name), count(email) FROM crm.customers.people",
          "SELECT country_id, count(DISTINCT name) FROM crm.customers.people GROUP BY country_id",
          "SELECT id FROM crm.customers.people ORDER BY name LIMIT 2",
          "SELECT CASE WHEN name = 'Ann' THEN 1 ELSE 0 END AS is_ann FROM crm.customers.people",
          "SELECT UPPER(name) AS loud, name || email AS both_of FROM crm.customers.people",
          "SELECT p.id FROM crm.customers.people p JOIN crm.customers.countries c ON c.name = p.name",
          "SELECT name FROM crm.customers.people UNION SELECT name FROM crm.customers.countries",
          "SELECT p.id FROM crm.customers.people p JOIN crm.customers.countries c"
              + " ON c.id = p.country_id");

  private static final List<String> ON_GROUPS =
      List.of(
          "SELECT region, count(*) FROM sales.orders.orders GROUP BY region",
          "SELECT count(*), sum(total) FROM sales.orders.orders WHERE total > 10",
          "SELECT count(o.id) FROM sales.orders.orders o JOIN sales.orders.lines l"
              + " ON l.order_id = o.id");

  private static final List<String> ON_PRODUCTS =
      List.of(
          "SELECT id FROM sales.views.cheap",
          "SELECT region, count(*) FROM sales.views.cheap WHERE id > 3 GROUP BY region",
          "SELECT id FROM sales.views.own",
          "SELECT o.id FROM sales.views.own o JOIN sales.views.cheap c ON c.id = o.id");

  // One for all, so that a planner which kept something of one query would use it for the next.
  private static final PlanFixture FIXTURE = new PlanFixture();

  /** A query for each of those who see its tables in different ways, who sees the whole first. */
  static Stream<List<String>> queries() {
    return Stream.of(
            askedBy(ON_ROWS, "anybody", "european", "sealed", "guarded"),
            askedBy(ON_VALUES, "anybody", "masked", "both"),
            askedBy(ON_GROUPS, "anybody", "grouped"),
            askedBy(ON_PRODUCTS, "anybody", "viewer", "european"))
        .flatMap(queries -> queries);
  }

  private static Stream<List<String>> askedBy(List<String> queries, String... principals) {
    return queries.stream()
        .flatMap(sql -> Arrays.stream(principals).map(principal -> List.of(principal, sql)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queries")
  void areAccepted(List<String> query) {
    assertThat(FIXTURE.plan(query.get(0), query.get(1))).isNotEmpty();
  }
}
