package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What sources are asked tells them nothing that a policy keeps to itself. */
class SourceRequestsTest {

  private static final List<String> PREDICATES =
      List.of(
          "id = 7",
          "id IN (1, 2, 3)",
          "id BETWEEN 100 AND 200",
          "customer_id > 5000",
          "region = 'EU'",
          "region = 'US'",
          "region <> 'EU' OR region IS NULL",
          "ordered >= DATE '2024-01-01'",
          "ordered IS NULL",
          "total > 10",
          "total > 10 AND total < 20 AND note IS NOT NULL",
          "note LIKE 'a%'",
          "note = 'seven'",
          "NOT (note = 'seven')",
          "1000 / id > 3",
          "CAST(note AS INTEGER) = 7",
          "UPPER(note) = 'SEVEN'",
          "id = 1 AND id = 2",
          "id = id",
          "id IS NULL",
          "FALSE",
          "TRUE",
          "total > (SELECT AVG(total) FROM sales.orders.orders)");

  private final PlanFixture fixture = new PlanFixture();

  private Set<String> requests(String principal, String sql) {
    Set<String> requests = new TreeSet<>();
    fixture
        .plan(principal, sql)
        .lines()
        .filter(line -> line.startsWith("input_"))
        .map(line -> line.substring(line.indexOf("  ")).strip())
        .forEach(requests::add);
    return requests;
  }

  /** A source that is asked one thing whatever was asked of the gateway can take no other time. */
  @Test
  void areTheSameForEveryPredicateOnASealedTable() {
    String all = "SELECT id, customer_id, region, ordered, total, note FROM sales.orders.orders";
    Set<String> sealed = new TreeSet<>();
    Set<String> normal = new TreeSet<>();
    for (String predicate : PREDICATES) {
      // What can hold for no row is not asked of any source, whatever the rows are.
      boolean nothing = predicate.equals("FALSE") || predicate.equals("id = 1 AND id = 2");
      String sql = all + " WHERE " + predicate;
      if (!nothing) {
        assertThat(requests("sealed", sql)).as(sql).isNotEmpty();
      }
      sealed.addAll(requests("sealed", sql));
      normal.addAll(requests("european", sql));
    }
    assertThat(sealed).hasSizeLessThanOrEqualTo(2);
    assertThat(sealed.stream().filter(request -> request.contains("note"))).hasSize(1);
    assertThat(normal).hasSizeGreaterThan(PREDICATES.size() / 2);
  }

  @Test
  void ofASealedTableCountAndCutNothing() {
    Set<String> plain = requests("sealed", "SELECT id FROM sales.orders.orders");
    assertThat(requests("sealed", "SELECT id FROM sales.orders.orders LIMIT 3")).isEqualTo(plain);
    assertThat(requests("sealed", "SELECT id FROM sales.orders.orders ORDER BY id LIMIT 3"))
        .isEqualTo(plain);
    assertThat(requests("sealed", "SELECT id, COUNT(*) FROM sales.orders.orders GROUP BY id"))
        .isEqualTo(plain);
    assertThat(requests("sealed", "SELECT MAX(id) FROM sales.orders.orders")).isEqualTo(plain);
    String computed =
        "SELECT CASE WHEN total > 100 THEN 'large' ELSE region END AS size FROM sales.orders.orders";
    assertThat(requests("european", computed)).allMatch(request -> request.contains("CASE"));
    assertThat(requests("sealed", computed)).noneMatch(request -> request.contains("CASE"));
    for (String operation : List.of("UNION", "UNION ALL", "EXCEPT", "INTERSECT")) {
      assertThat(
              requests(
                  "sealed",
                  "SELECT id FROM sales.orders.orders "
                      + operation
                      + " SELECT id FROM sales.orders.lines"))
          .as(operation)
          .containsAll(plain);
    }
    assertThat(
            requests(
                "sealed",
                "SELECT o.id FROM sales.orders.orders o JOIN sales.orders.lines l"
                    + " ON l.order_id = o.id"))
        .containsAll(plain);
  }

  @Test
  void holdNoPolicyConstantOfAnotherSource() {
    for (String sql :
        List.of(
            "SELECT o.id FROM sales.orders.orders o JOIN crm.customers.people p"
                + " ON p.name = o.region",
            "SELECT o.id FROM sales.orders.orders o JOIN stock.catalog.items i"
                + " ON i.name = o.region",
            "SELECT p.id FROM crm.customers.people p WHERE p.name IN"
                + " (SELECT region FROM sales.orders.orders)",
            "SELECT p.id FROM crm.customers.people p WHERE EXISTS (SELECT 1 FROM"
                + " sales.orders.orders o WHERE o.region = p.name AND o.customer_id = p.id)",
            "SELECT o.id FROM sales.orders.orders o LEFT JOIN crm.customers.people p"
                + " ON p.name = o.region AND p.id = o.customer_id",
            "SELECT o.id FROM sales.orders.orders o JOIN crm.customers.people p"
                + " ON p.name = o.region JOIN stock.catalog.items i ON i.name = p.name")) {
      for (String request : requests("european", sql)) {
        if (request.startsWith("pg")) {
          assertThat(request).as(sql).contains("'EU'");
        } else {
          assertThat(request).as(sql).doesNotContain("EU");
        }
      }
    }
  }
}
