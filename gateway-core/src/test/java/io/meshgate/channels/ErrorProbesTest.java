package io.meshgate.channels;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expressions that fail on some value, in every clause: no value of a hidden row makes them fail.
 *
 * <p>Somebody who sees the hidden rows does get the errors, so the probes are good ones.
 */
@ExtendWith(TwinMesh.Extension.class)
class ErrorProbesTest {

  /** Each has a value for every visible row and none for some hidden one. */
  private static final List<String> PROBES =
      List.of(
          "10 / n",
          "MOD(10, n)",
          "id / amount",
          "1 / dbl",
          "n + 2147483600",
          "n - 2147483600",
          "n * 400000000",
          "big + 9223372036854775000",
          "big * 1000000000000000000",
          "-n",
          "ABS(n)",
          "ABS(big)",
          "CAST(num AS INTEGER)",
          "CAST(num AS BIGINT)",
          "CAST(num AS DECIMAL(10, 2))",
          "CAST(num AS DOUBLE)",
          "CAST(num AS SMALLINT)",
          "CAST(day_text AS DATE)",
          "CAST(day_text AS TIMESTAMP)",
          "CAST(flag AS BOOLEAN)",
          "CAST(amount AS DECIMAL(4, 2))",
          "CAST(amount AS SMALLINT)",
          "CAST(dbl AS INTEGER)",
          "CAST(dbl AS DECIMAL(10, 2))",
          "CAST(big AS INTEGER)",
          "CAST(big AS SMALLINT)",
          "LN(dbl)",
          "LOG10(dbl)",
          "SUBSTRING(word FROM 1 FOR n)",
          "'word' LIKE word ESCAPE '!'",
          "d + n * INTERVAL '1' YEAR",
          "moment + n * INTERVAL '1' DAY",
          "CASE WHEN n > 0 THEN 10 / (n - 99) ELSE 0 END",
          "COALESCE(10 / n, 1)",
          "CAST(CAST(big AS VARCHAR) AS INTEGER)");

  /** Only these fail on a second row of one key, which every hidden row is. */
  private static final List<String> SECOND_ROWS =
      List.of(
          "SELECT (SELECT n FROM {t} WHERE id = 1) AS v FROM (VALUES (1)) AS w (k)",
          "SELECT w, (SELECT n FROM {t} WHERE id = w) AS v FROM (VALUES (1), (2)) AS q (w)"
              + " ORDER BY w",
          "SELECT id FROM {t} WHERE n = (SELECT n FROM {t} WHERE id = 2) ORDER BY id",
          "SELECT x.id, (SELECT y.word FROM {t} y WHERE y.id = x.id) AS v FROM {t} x ORDER BY"
              + " x.id");

  private static final int BATCH = 12;

  /** A query for each of the probes, and for some of them together where that says as much. */
  private static List<String> queries() {
    List<String> queries = new ArrayList<>(SECOND_ROWS);
    for (String probe : PROBES) {
      String condition = condition(probe);
      queries.add("SELECT id FROM {t} WHERE " + condition + " ORDER BY id");
    }
    for (List<String> probes : Lists.partition(PROBES, BATCH)) {
      addTogether(probes, queries);
    }
    // Each sub-query may be a stream of its own, of which a source allows a few at once.
    for (List<String> probes : Lists.partition(PROBES, 4)) {
      queries.add(
          "SELECT "
              + joined(probes, ", ", probe -> "(SELECT MIN(" + probe + ") FROM {t})")
              + " FROM (VALUES (1)) AS v (w)");
    }
    return queries;
  }

  private static void addTogether(List<String> probes, List<String> queries) {
    String all = String.join(", ", probes);
    String positions =
        IntStream.rangeClosed(2, probes.size() + 1)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    String conditions = joined(probes, " AND ", ErrorProbesTest::condition);
    queries.add("SELECT id, " + all + " FROM {t} ORDER BY id");
    queries.add(
        "SELECT id, w FROM {t} JOIN (VALUES (1), (2), (3), (77)) AS v (w) ON w = id AND "
            + conditions
            + " ORDER BY id");
    queries.add(
        "SELECT w, id FROM (VALUES (1), (2), (3), (77)) AS v (w) LEFT JOIN {t} ON w = id AND "
            + conditions
            + " ORDER BY w");
    queries.add(
        "SELECT COUNT(*) AS c, " + all + " FROM {t} GROUP BY " + all + " ORDER BY " + positions);
    queries.add(
        "SELECT "
            + joined(probes, ", ", probe -> "COUNT(*) FILTER (WHERE " + condition(probe) + ")")
            + " FROM {t}");
    queries.add("SELECT " + joined(probes, ", ", probe -> "MAX(" + probe + ")") + " FROM {t}");
    queries.add(
        "SELECT COUNT(*) FROM {t} WHERE n < 5 AND "
            + joined(probes, " AND ", probe -> "(" + probe + ") IS NOT NULL"));
    queries.add("SELECT id FROM {t} ORDER BY " + all + ", id");
  }

  private static String condition(String probe) {
    return "CAST(" + probe + " AS VARCHAR) <> 'zz'";
  }

  private static String joined(List<String> parts, String between, UnaryOperator<String> change) {
    return parts.stream().map(change).collect(Collectors.joining(between));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg", "maria", "duck"})
  void noHiddenRowMakesAQueryFail(String source, TwinMesh mesh) {
    List<String> wrong = new ArrayList<>();
    for (String sql : queries()) {
      String hiding = mesh.hiding(TwinMesh.ANALYST, sql, source);
      String plain = mesh.expected(sql);
      if (!hiding.equals(plain) || !plain.startsWith("Schema")) {
        wrong.add(sql + "\n  " + hiding + "\n  " + plain);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Otherwise that nothing fails would say nothing. */
  @Test
  void everyProbeFailsForWhoSeesTheRows(TwinMesh mesh) {
    List<String> harmless = new ArrayList<>();
    for (String sql : SECOND_ROWS) {
      assertThat(mesh.hiding(TwinMesh.AUDITOR, sql, "pg")).startsWith("INVALID_VALUE: A subquery");
    }
    for (String probe : PROBES) {
      String sql = "SELECT id, {e} AS v FROM {t}".replace("{e}", probe);
      String answer = mesh.hiding(TwinMesh.AUDITOR, sql, "duck");
      if (!answer.matches("(DIVISION_BY_ZERO|NUMERIC_OVERFLOW|INVALID_VALUE): .*")) {
        harmless.add(probe + " " + answer.lines().findFirst());
      }
      assertThat(answer).doesNotContain("canary!", "99999999999999999999");
    }
    assertThat(harmless).isEmpty();
  }
}
