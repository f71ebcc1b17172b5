package io.meshgate.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are the same with hidden rows and without, and whatever the masked cells hold. */
@ExtendWith(TwinMesh.Extension.class)
class HiddenRowsTest {

  private static final List<String> LIMITS =
      List.of(
          "SELECT * FROM {t} ORDER BY id",
          "SELECT id FROM {t} ORDER BY id LIMIT 3",
          "SELECT id FROM {t} ORDER BY id DESC LIMIT 2 OFFSET 1",
          "SELECT id FROM {t} ORDER BY id OFFSET 7",
          "SELECT id FROM {t} ORDER BY id OFFSET 8 ROWS FETCH NEXT 5 ROWS ONLY",
          "SELECT id FROM {t} ORDER BY big DESC, id FETCH FIRST 4 ROWS ONLY",
          "SELECT id FROM {t} ORDER BY n NULLS FIRST, id LIMIT 1",
          "SELECT id FROM {t} ORDER BY amount DESC NULLS LAST, id LIMIT 1",
          "SELECT COUNT(*) FROM (SELECT id FROM {t} LIMIT 5) q",
          "SELECT COUNT(*) FROM (SELECT id FROM {t} LIMIT 500) q",
          "SELECT COUNT(*) FROM (SELECT id FROM {t} OFFSET 5) q",
          "SELECT MAX(id) FROM (SELECT id FROM {t} ORDER BY id LIMIT 4) q",
          "SELECT id FROM {t} WHERE n < 4 ORDER BY id LIMIT 2",
          "SELECT x.id, y.id FROM {t} x, LATERAL (SELECT id FROM {t} z WHERE z.n = x.n ORDER BY"
              + " z.id LIMIT 1) y ORDER BY x.id",
          "SELECT id FROM {t} ORDER BY id LIMIT 0");

  private static final List<String> EXTREMES =
      List.of(
          "SELECT COUNT(*), COUNT(n), COUNT(DISTINCT n), COUNT(DISTINCT word) FROM {t}",
          "SELECT MIN(n), MAX(n), MIN(big), MAX(big), MIN(amount), MAX(amount) FROM {t}",
          "SELECT MIN(dbl), MAX(dbl), MIN(d), MAX(d), MIN(moment), MAX(moment) FROM {t}",
          "SELECT MIN(word), MAX(word), MIN(num), MAX(day_text) FROM {t}",
          "SELECT SUM(n), SUM(big), SUM(amount), AVG(n), AVG(amount), SUM(dbl) FROM {t}",
          "SELECT seen, COUNT(*) FROM {t} GROUP BY seen",
          "SELECT n, COUNT(*) FROM {t} GROUP BY ROLLUP(n) ORDER BY n NULLS LAST",
          "SELECT DISTINCT n FROM {t} ORDER BY n",
          "SELECT id FROM {t} WHERE id = (SELECT MAX(id) FROM {t})",
          "SELECT id FROM {t} WHERE id >= ALL (SELECT id FROM {t})",
          "SELECT COUNT(*) FROM {t} WHERE seen = 'n'",
          "SELECT COUNT(*) FROM {t} WHERE seen IS NULL",
          "SELECT COUNT(*) FROM {t} WHERE seen <> 'y' OR n = 0 OR big > 1000",
          "SELECT id FROM {t} WHERE NOT EXISTS (SELECT 1 FROM {t} z WHERE z.n > 5)",
          "SELECT w FROM (VALUES (0), (1), (99)) v (w) WHERE w NOT IN (SELECT n FROM {t})",
          "SELECT w, id FROM (VALUES (1), (1000)) v (w) LEFT JOIN {t} ON id = w ORDER BY w",
          "SELECT w, id FROM (VALUES (1), (1000)) v (w) FULL JOIN {t} ON id = w ORDER BY w, id",
          "SELECT COUNT(*) FROM {t} x JOIN {t} y ON x.n = y.n",
          "SELECT id, ROW_NUMBER() OVER (ORDER BY id), COUNT(*) OVER (PARTITION BY n), LAG(id)"
              + " OVER (ORDER BY id) FROM {t} ORDER BY id",
          "SELECT id, RANK() OVER (ORDER BY n), NTILE(3) OVER (ORDER BY id) FROM {t} ORDER BY id",
          "SELECT id FROM {t} UNION SELECT n FROM {t} ORDER BY 1",
          "SELECT n FROM {t} EXCEPT SELECT 1 ORDER BY 1",
          "SELECT n FROM {t} INTERSECT SELECT w FROM (VALUES (0), (2)) v (w)");

  private static final List<String> MASKED =
      List.of(
          "SELECT id FROM {t} WHERE card = 'XXXX0003'",
          "SELECT id FROM {t} WHERE card = '0000-0003' OR card LIKE '%canary%'",
          "SELECT COUNT(*) FROM {t} WHERE mail = 'XXXX'",
          "SELECT id FROM {t} WHERE pay = 300 ORDER BY id",
          "SELECT id FROM {t} WHERE pay IN (107, 300, 314, 800) ORDER BY id",
          "SELECT id FROM {t} WHERE pay > 350 AND n < 5 ORDER BY id",
          "SELECT id FROM {t} WHERE born = DATE '1990-01-01' ORDER BY id",
          "SELECT COUNT(*) FROM {t} WHERE memo IS NULL",
          "SELECT id FROM {t} WHERE tier = 10 ORDER BY id",
          "SELECT id FROM {t} WHERE tier BETWEEN 11 AND 120 ORDER BY id",
          "SELECT COUNT(*) FROM {t} x JOIN {t} y ON x.card = y.card",
          "SELECT COUNT(*) FROM {t} x JOIN {t} y ON x.pay = y.pay AND x.mail = y.mail",
          "SELECT x.id FROM {t} x WHERE x.born IN (SELECT born FROM {t} WHERE id = 1) ORDER BY 1",
          "SELECT COUNT(*) FROM {t} x JOIN {t} y ON x.tier < y.tier",
          "SELECT pay, COUNT(*) FROM {t} GROUP BY pay ORDER BY pay",
          "SELECT mail, memo, COUNT(*) FROM {t} GROUP BY mail, memo",
          "SELECT DISTINCT card FROM {t} ORDER BY card",
          "SELECT DISTINCT born, tier FROM {t}",
          "SELECT id FROM {t} ORDER BY pay DESC, id LIMIT 3",
          "SELECT id FROM {t} ORDER BY card DESC LIMIT 3",
          "SELECT id FROM {t} ORDER BY born, tier, mail, id",
          "SELECT id, RANK() OVER (ORDER BY pay), DENSE_RANK() OVER (ORDER BY tier) FROM {t}"
              + " ORDER BY id",
          "SELECT id, COUNT(*) OVER (PARTITION BY mail, born), FIRST_VALUE(card) OVER (PARTITION BY"
              + " tier ORDER BY id) FROM {t} ORDER BY id",
          "SELECT MIN(card), MAX(card), MIN(mail), MAX(memo) FROM {t}",
          "SELECT SUM(pay), AVG(pay), MIN(pay), MAX(pay), COUNT(DISTINCT pay) FROM {t}",
          "SELECT MIN(born), MAX(born), COUNT(DISTINCT born), COUNT(memo) FROM {t}",
          "SELECT SUM(tier), COUNT(DISTINCT tier), SUM(tier) FILTER (WHERE tier > 10) FROM {t}",
          "SELECT SUM(pay * 2) FROM {t} WHERE pay > 200",
          "SELECT n, SUM(pay), COUNT(DISTINCT card) FROM {t} GROUP BY n ORDER BY n",
          "SELECT n FROM {t} GROUP BY n HAVING MAX(pay) > 350 ORDER BY n",
          "SELECT SUBSTRING(card FROM 1 FOR 4), CHAR_LENGTH(card), UPPER(mail) FROM {t} ORDER BY"
              + " id",
          "SELECT EXTRACT(DAY FROM born), EXTRACT(MONTH FROM born) FROM {t} ORDER BY id",
          "SELECT CAST(pay AS VARCHAR) || card || COALESCE(memo, '-') FROM {t} ORDER BY id",
          "SELECT 1000 / (pay - 107) FROM {t} ORDER BY id",
          "SELECT 10 / (tier - 105) FROM {t} ORDER BY id",
          "SELECT card FROM {t} UNION SELECT mail FROM {t} ORDER BY 1",
          "SELECT mail FROM {t} EXCEPT SELECT 'canary'",
          "SELECT (SELECT MAX(z.pay) FROM {t} z WHERE z.card = x.card) FROM {t} x ORDER BY x.id",
          "WITH w AS (SELECT id, card AS c, pay + 1 AS p FROM {t}) SELECT c, p FROM w WHERE p > 200"
              + " ORDER BY id");

  private static final List<String> EXPLAINED =
      List.of(
          "EXPLAIN SELECT * FROM {t}",
          "EXPLAIN PLAN FOR SELECT COUNT(*) FROM {t} WHERE n = 0",
          "EXPLAIN SELECT id FROM {t} WHERE seen = 'n' AND big > 1000",
          "EXPLAIN SELECT x.id FROM {t} x JOIN {t} y ON x.n = y.n AND y.id < 3",
          "EXPLAIN SELECT id, w FROM {t} JOIN (VALUES (1), (2)) v (w) ON w = id",
          "EXPLAIN SELECT MAX(pay) FROM {t} GROUP BY card ORDER BY 1 LIMIT 3",
          "EXPLAIN SELECT id FROM {t} WHERE n > 1000000",
          "EXPLAIN SELECT id FROM {t} WHERE id IN (SELECT n FROM {t})");

  @ParameterizedTest
  @ValueSource(strings = {"pg", "maria", "duck"})
  void takeNoPlaceBelowALimit(String source, TwinMesh mesh) {
    answersAlike(LIMITS, source, mesh);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg", "maria", "duck"})
  void changeNoCountAndNoExtreme(String source, TwinMesh mesh) {
    answersAlike(EXTREMES, source, mesh);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg", "maria", "duck"})
  void andValuesBehindMasksChangeNothing(String source, TwinMesh mesh) {
    answersAlike(MASKED, source, mesh);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg", "maria", "duck"})
  void changeNoByteOfAnExplanation(String source, TwinMesh mesh) {
    for (String sql : EXPLAINED) {
      assertThat(mesh.hiding(TwinMesh.ANALYST, sql, source))
          .isEqualTo(mesh.plain(TwinMesh.ANALYST, sql, source))
          .startsWith("Schema")
          .doesNotContain("'y'", "items_", "308", "313", "SELECT");
    }
  }

  /** Otherwise that the answers are the same would say nothing. */
  @Test
  void showToWhoSeesThem(TwinMesh mesh) {
    List<String> alike = new ArrayList<>();
    for (String sql : EXTREMES) {
      if (mesh.hiding(TwinMesh.AUDITOR, sql, "duck")
          .equals(mesh.plain(TwinMesh.AUDITOR, sql, "duck"))) {
        alike.add(sql);
      }
    }
    assertThat(alike).hasSizeLessThan(EXTREMES.size() / 4);
    assertThat(mesh.hiding(TwinMesh.AUDITOR, "SELECT card FROM {t}", "pg")).contains("canary");
  }

  private static void answersAlike(List<String> queries, String source, TwinMesh mesh) {
    List<String> wrong = new ArrayList<>();
    for (String sql : queries) {
      String hiding = mesh.hiding(TwinMesh.ANALYST, sql, source);
      String plain = mesh.expected(sql);
      if (!hiding.equals(plain) || !plain.startsWith("Schema") || plain.contains("canary")) {
        wrong.add(sql + "\n  " + hiding + "\n  " + plain);
      }
    }
    assertThat(wrong).isEmpty();
  }
}
