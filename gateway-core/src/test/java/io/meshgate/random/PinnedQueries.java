package io.meshgate.random;

import io.meshgate.connector.testing.query.Query;
import io.meshgate.connector.testing.query.Query.Sql;
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
              + " ORDER BY 1, 2 LIMIT 15) AS t0",
          // The first rows of a join, joined: once inside one source, once across.
          "SELECT t0.c1 AS c0, t1.moment AS c1 FROM (SELECT t2.born AS c0, t2.id AS c1"
              + " FROM shop.duck.dims AS t2 JOIN shop.duck.dims AS t3 ON t2.id = t3.id"
              + " ORDER BY 1, 2 LIMIT 5) AS t0 JOIN shop.duck.facts AS t1 ON t0.c1 = t1.id",
          "SELECT t0.c1 AS c0, t1.moment AS c1 FROM (SELECT t2.born AS c0, t2.id AS c1"
              + " FROM shop.pg.items AS t2 FULL JOIN shop.maria.single AS t3 ON t2.id = t3.id"
              + " ORDER BY 1, 2 LIMIT 5) AS t0 JOIN shop.maria.single AS t1 ON t0.c1 = t1.id",
          // A full join that PostgreSQL does not run.
          "SELECT t0.id AS c0, t1.id AS c1 FROM shop.pg.items AS t0"
              + " FULL JOIN shop.pg.orders AS t1 ON t0.dec4 = 1.0",
          // Microseconds and booleans of constants.
          "SELECT DISTINCT TIMESTAMP '2020-02-29 23:59:59.999999' AS c0,"
              + " CAST(FALSE AS VARCHAR) AS c1, t0.flag AS c2 FROM shop.maria.single AS t0",
          // NULL on the left of a dependent NOT IN.
          "SELECT t0.dbl AS c0 FROM shop.pg.items AS t0 WHERE (t0.k * CAST(NULL AS INTEGER))"
              + " NOT IN (SELECT t1.id FROM shop.pg.orders AS t1 WHERE t1.flag = t0.flag)"
              + " AND t0.n >= (SELECT COUNT(t2.n) FROM shop.maria.people AS t2"
              + " WHERE t2.flag = t0.flag)",
          // A dependent subquery without rows.
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 WHERE t0.born NOT IN (SELECT"
              + " DATE '2023-10-01' FROM shop.maria.events AS t1 WHERE t1.dec2 = t0.dec4"
              + " AND NOT (CAST(NULL AS TIMESTAMP) <> t1.moment))",
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 WHERE t0.txt IN (SELECT t1.code"
              + " FROM shop.duck.dims AS t1 WHERE t1.k = t0.id AND CAST(NULL AS BOOLEAN))",
          "SELECT t0.id AS c0, t1.c AS c1 FROM shop.pg.items AS t0 LEFT JOIN LATERAL"
              + " (SELECT t2.k AS c FROM shop.maria.people AS t2 WHERE t2.id = t0.k"
              + " ORDER BY t2.k LIMIT 1) AS t1 ON TRUE",
          // Tests of tests, and operators of NULLs alone.
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 WHERE"
              + " (t0.moment IS NOT DISTINCT FROM t0.born) IS NOT DISTINCT FROM t0.flag",
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 JOIN shop.pg.orders AS t1"
              + " ON t0.id = t1.id AND 1.5 > CAST(NULL AS INTEGER) * CAST(NULL AS INTEGER)",
          // A window over the rows of a limit.
          "SELECT t0.c0 AS c0, COUNT(*) OVER () AS c1 FROM (SELECT t1.id AS c0"
              + " FROM shop.pg.items AS t1 JOIN shop.maria.people AS t2 ON t1.id = t2.id"
              + " ORDER BY 1 LIMIT 2) AS t0",
          // Columns beside a dependent subquery, of a join with a computed key and of a projection.
          "SELECT t1.n AS c0, (SELECT SUM(t2.k) FROM shop.duck.dims AS t2 WHERE t2.id = t1.k) AS c1,"
              + " t0.id AS c2 FROM shop.pg.items AS t0 JOIN shop.maria.people AS t1"
              + " ON t0.k + 1 = t1.id",
          "SELECT t0.c AS c0, (SELECT SUM(t1.k) FROM shop.duck.dims AS t1 WHERE t1.id = t0.b) AS c1"
              + " FROM (SELECT t2.n AS a, t2.k AS b, t2.id AS c FROM shop.pg.items AS t2) AS t0",
          // Branches of different types, with a condition on each.
          "SELECT t0.code AS c0, t0.id AS c1 FROM shop.pg.items AS t0 WHERE t0.code = 'a'"
              + " INTERSECT SELECT 'a' AS c0, 1 AS c1 FROM shop.maria.people AS t1",
          // NULL on the left of two that depend on it.
          "SELECT t0.id AS c0 FROM shop.pg.items AS t0 WHERE t0.k NOT IN (SELECT CAST(NULL AS"
              + " INTEGER) FROM shop.duck.facts AS t1 WHERE t1.id = t0.k) AND t0.k NOT IN (SELECT"
              + " t2.id FROM shop.duck.facts AS t2 WHERE t2.id = t0.k)",
          // NULL in a column that an outer join compares, and that a subquery depends on.
          "SELECT t0.k AS c0 FROM shop.maria.events AS t0 LEFT JOIN shop.duck.dims AS t1"
              + " ON t0.k = t1.id WHERE t0.n NOT IN (SELECT t2.n FROM shop.pg.items AS t2"
              + " WHERE t2.id = t0.k)",
          // A count of no rows is a row, whether it is looked at or not.
          "SELECT t0.id AS c0 FROM shop.duck.facts AS t0, (SELECT COUNT(*) AS c"
              + " FROM shop.maria.single AS t1 WHERE t1.id < -500) AS t2",
          "SELECT t0.id AS c0 FROM shop.duck.facts AS t0 WHERE t0.k NOT IN (SELECT t1.k"
              + " FROM shop.maria.single AS t1 WHERE t1.id < -500) AND t0.n NOT IN (SELECT t2.n"
              + " FROM shop.pg.items AS t2 WHERE t2.id = t0.id)",
          // A type that PostgreSQL lacks.
          "SELECT DISTINCT CAST(7 AS TINYINT) AS c0, t0.flag AS c1 FROM shop.pg.items AS t0");

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
