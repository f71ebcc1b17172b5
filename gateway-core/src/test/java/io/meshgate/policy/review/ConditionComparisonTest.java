package io.meshgate.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.policy.ExpressionCompiler;
import io.meshgate.policy.PolicyTables;
import io.meshgate.policy.review.ConditionComparison.Result;
import io.meshgate.session.Principal;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.calcite.rel.metadata.NullSentinel;
import org.apache.calcite.rex.RexInterpreter;
import org.apache.calcite.rex.RexNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionComparisonTest {

  private static RexNode condition(String text) {
    return ExpressionCompiler.condition(
        text, PolicyTables.ORDERS, ExpressionCompiler.Vocabulary.NONE, Principal.of("somebody"));
  }

  private static Result compare(String left, String right) {
    return ConditionComparison.of(PolicyTables.ORDERS, condition(left), condition(right));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "region = 'EU' | 'EU' = region",
        "NOT (region <> 'EU') | region = 'EU'",
        "region IN ('EU', 'US') | region = 'US' OR region = 'EU'",
        "quantity > 5 | quantity >= 6",
        "total > 9.99 | NOT total <= 9.99",
        "region = 'EU' OR region IS NOT NULL | region IS NOT NULL",
        "region = 'EU' AND region = 'US' | 1 = 2",
        "country LIKE 'D%' | SUBSTRING(country, 1, 1) = 'D'",
        "ordered BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' | EXTRACT(YEAR FROM ordered) = 2024",
        "CHAR_LENGTH(region) > 2 | CHAR_LENGTH(region) >= 3",
        "express | express IS TRUE",
        "CASE WHEN express THEN region = 'EU' ELSE FALSE END | express AND region = 'EU'",
        "COALESCE(region, 'EU') = 'EU' | region = 'EU' OR region IS NULL",
        "quantity + 1 > 3 | quantity > 2",
        "shipped < TIMESTAMP '2024-01-01 00:00:00' | NOT shipped >= TIMESTAMP '2024-01-01 00:00:00'"
      })
  void seesThroughTheWayOfWriting(String left, String right) {
    assertThat(compare(left, right)).matches(Result::same);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "region = 'EU' | region = 'EU' OR region IS NULL",
        "region = 'EU' | UPPER(region) = 'EU'",
        "NOT (region = 'EU') | region <> 'EU' OR region IS NULL",
        "quantity > 5 | quantity >= 5",
        "total > 9.99 | total > 9.98",
        "score > 0.5 | score >= 0.5",
        "country LIKE 'D%' | country LIKE 'D_'",
        "country LIKE '%berg%' | country LIKE '%berg'",
        "ordered >= DATE '2024-02-29' | ordered > DATE '2024-02-29'",
        "EXTRACT(MONTH FROM ordered) = 6 | EXTRACT(MONTH FROM ordered) = 7",
        "CHAR_LENGTH(region) > 2 | CHAR_LENGTH(region) > 3",
        "express IS NOT FALSE | express",
        "id <> 7 | id IS NOT NULL",
        "region = country | region = 'EU' AND country = 'EU'",
        "shipped <= TIMESTAMP '2024-01-01 00:00:00' | shipped < TIMESTAMP '2024-01-01 00:00:00'"
      })
  void findsARowThatTellsThemApart(String left, String right) {
    Result forth = compare(left, right);
    Result back = compare(right, left);
    assertThat(forth.same()).isFalse();
    assertThat(back.onlyRight().isPresent()).isEqualTo(forth.onlyLeft().isPresent());
    assertThat(back.onlyLeft().isPresent()).isEqualTo(forth.onlyRight().isPresent());
  }

  @Test
  void saysWhichRowItIs() {
    assertThat(compare("region = 'EU'", "region = 'EU' AND quantity > 5").onlyLeft())
        .hasValueSatisfying(row -> assertThat(row).startsWith("region = 'EU', quantity = "));
  }

  @Test
  void findsADifferenceAmongMoreCombinationsThanItTries() {
    String many =
        "region IN ('a','b','c','d','e','f','g','h') AND country IN ('a','b','c','d','e','f','g')"
            + " AND email IN ('a','b','c','d','e','f') AND quantity IN (1, 2, 3, 4)";
    assertThat(compare(many, many + " AND iban IS NULL").onlyLeft()).isPresent();
  }

  /** Rows are made and conditions are computed by other means than the comparison's own. */
  @Test
  void overlooksNoDifferenceThatRandomRowsShow() {
    long seed = Long.getLong("meshgate.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String left = text(random, 2);
      String right = text(random, 2);
      boolean same = compare(left, right).same();
      RexNode first = condition(left);
      RexNode second = condition(right);
      for (int r = 0; same && r < 100; r++) {
        Map<String, Object> row = row(random);
        assertThat(holds(first, row))
            .as("seed %s: %s and %s for %s", seed, left, right, row)
            .isEqualTo(holds(second, row));
      }
    }
  }

  private static String text(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      String first = text(random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "(" + first + " AND " + text(random, depth - 1) + ")";
        case 1 -> "(" + first + " OR " + text(random, depth - 1) + ")";
        default -> "NOT (" + first + ")";
      };
    }
    List<String> leaves =
        List.of(
            "id = 2",
            "id <> 3",
            "id IS NULL",
            "quantity > 1",
            "quantity <= 2",
            "quantity BETWEEN 1 AND 2",
            "express",
            "express IS NOT TRUE");
    return leaves.get(random.nextInt(leaves.size()));
  }

  private static Map<String, Object> row(Random random) {
    Map<String, Object> row = new HashMap<>();
    List<Object> truths = List.of(NullSentinel.INSTANCE, true, false);
    for (String number : List.of("$0", "$3")) {
      row.put(
          number,
          random.nextInt(5) == 0 ? NullSentinel.INSTANCE : BigDecimal.valueOf(random.nextInt(5)));
    }
    row.put("$8", truths.get(random.nextInt(truths.size())));
    return row;
  }

  // Calcite's map of values has a raw type.
  @SuppressWarnings("rawtypes")
  private static boolean holds(RexNode condition, Map<String, Object> row) {
    Map<RexNode, Comparable> values = new HashMap<>();
    condition.accept(
        new org.apache.calcite.rex.RexVisitorImpl<Void>(true) {
          @Override
          public Void visitInputRef(org.apache.calcite.rex.RexInputRef reference) {
            values.put(reference, (Comparable) row.get("$" + reference.getIndex()));
            return null;
          }
        });
    return Boolean.TRUE.equals(RexInterpreter.evaluate(condition, values));
  }
}
