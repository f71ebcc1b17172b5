package io.meshgate.random;

import io.meshgate.random.Query.Sql;
import java.util.List;

/** Queries that once had a wrong answer or none. */
final class PinnedQueries {

  private static final List<String> TEXTS =
      List.of(
          // One fetch that the residual reads twice.
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 UNION ALL"
              + " SELECT t1.id AS c0 FROM shop.pg.items AS t1",
          // A window that DuckDB would turn into a join of a stream with itself.
          "SELECT t0.flag AS c0, COUNT(*) OVER (PARTITION BY t0.flag) AS c1"
              + " FROM shop.pg.items AS t0",
          "SELECT t0.id AS c0, RANK() OVER (ORDER BY t0.txt DESC) AS c1 FROM shop.pg.items AS t0",
          // One group of no rows.
          "SELECT DISTINCT 1 AS c0 FROM shop.pg.nothing AS t0"
              + " WHERE t0.k = (SELECT SUM(t1.k) FROM shop.duck.dims AS t1 WHERE t1.n = t0.id)",
          "SELECT t0.c0 AS c0, t0.c1 AS c1 FROM (SELECT t1.k AS c0, t1.id AS c1"
              + " FROM shop.pg.items AS t1 ORDER BY 2 LIMIT 9) AS t0"
              + " WHERE t0.c0 IN (SELECT t2.k FROM shop.maria.people AS t2)",
          "SELECT t0.c0 AS c0, COUNT(*) AS c1 FROM (SELECT COUNT(*) OVER () AS c0"
              + " FROM shop.duck.dims AS t1) AS t0 GROUP BY t0.c0",
          "SELECT 'x' AS c0, t0.id AS c1 FROM shop.pg.items AS t0 ORDER BY 1, 2 LIMIT 3",
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0"
              + " WHERE (t0.txt IS NOT DISTINCT FROM t0.code) = (t0.k <= t0.id)",
          "SELECT DISTINCT t0.k AS c0, 'x' AS c1 FROM shop.maria.people AS t0",
          "SELECT CAST(NULL AS BOOLEAN) AS c0 FROM shop.maria.people AS t0 WHERE t0.id = 1",
          // A constant as the only key of a subquery that depends on an outer row.
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 WHERE t0.born NOT IN"
              + " (SELECT DATE '2023-10-01' FROM shop.maria.events AS t1 WHERE t1.dec2 = t0.dec2)",
          // The total of no rows.
          "SELECT COUNT(*) AS c0, t0.k AS c1 FROM shop.pg.items AS t0 WHERE FALSE"
              + " GROUP BY ROLLUP(t0.k)",
          // The rows of a limit, counted.
          "SELECT SUM(t0.c1) AS c0, COUNT(*) AS c1 FROM (SELECT t1.id + t2.id AS c0, -0.5 AS c1"
              + " FROM shop.duck.dims AS t1 JOIN shop.maria.people AS t2 ON t1.flag = t2.flag"
              + " ORDER BY 1, 2 LIMIT 15) AS t0");

  private PinnedQueries() {}

  static List<Query> all() {
    return TEXTS.stream().map(PinnedQueries::query).toList();
  }

  private static Query query(String sql) {
    String reference =
        sql.replaceAll("shop\\.(\\w+)\\.", "$1_").replace(" DESC)", " DESC NULLS FIRST)");
    return new Query(new Sql(sql, reference), List.of(), false);
  }
}
