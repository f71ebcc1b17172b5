package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.policy.ExpressionCompiler.UnknownColumn;
import io.meshgate.policy.ExpressionSyntax.Refusal;
import io.meshgate.policy.PolicyDocument.AttributeType;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionCompilerTest {

  static final Map<String, AttributeType> ATTRIBUTES =
      Map.of(
          "region", AttributeType.STRING,
          "clearance", AttributeType.INTEGER,
          "internal", AttributeType.BOOLEAN,
          "since", AttributeType.DATE);
  private static final Principal EVE =
      new Principal(
          "eve",
          Set.of("analyst"),
          Map.of(
              "region",
              "EU",
              "clearance",
              3L,
              "internal",
              true,
              "since",
              LocalDate.of(2024, 2, 29)),
          Optional.empty());

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "region = 'EU' ~ =($1, 'EU')",
        "REGION = 'EU' ~ =($1, 'EU')",
        "\"region\" = principal.region ~ =($1, 'EU')",
        "region = 'Łódź' ~ =($1, 'Łódź')",
        "id <= principal.clearance ~ <=($0, 3)",
        "ordered >= principal.since ~ >=($6, 2024-02-29)",
        "ordered < DATE '2024-01-01' ~ <($6, 2024-01-01)",
        "shipped < TIMESTAMP '2024-01-01 00:00:00' ~ <($7, 2024-01-01 00:00:00)",
        "quantity IN (1, 2) ~ OR(=($3, 1), =($3, 2))",
        "quantity NOT IN (1, 2) ~ NOT(OR(=($3, 1), =($3, 2)))",
        "quantity BETWEEN 1 AND 2 ~ AND(>=($3, 1), <=($3, 2))",
        "region LIKE 'E%' ~ LIKE($1, 'E%':VARCHAR)",
        "region IS NOT NULL AND NOT express ~ AND(IS NOT NULL($1), NOT($8))",
        "principal.in_group('analyst') OR express ~ true",
        "principal.in_group('dpo') OR express ~ $8",
        "principal.in_group('dpo') AND express ~ false",
        "NOT principal.internal ~ false",
        "principal.subject = region ~ =('eve', $1)",
        "total > -5 ~ >($4, -5)",
        "EXTRACT(YEAR FROM ordered) = 2024 ~ =(EXTRACT(FLAG(YEAR), $6), 2024)",
        "UPPER(region) = 'EU' ~ =(UPPER($1), 'EU')",
        "CHAR_LENGTH(region) > 2 ~ >(CHAR_LENGTH($1), 2)",
        "SUBSTRING(region FROM 1 FOR 2) = 'EU' ~ =(SUBSTRING($1, 1, 2), 'EU')",
        "region || 'x' = 'EUx' ~ =(||($1, 'x':VARCHAR), 'EUx')",
        "quantity + 1 > 2 ~ >(+(CAST($3):DECIMAL(10, 0), 1), 2)",
        "CASE WHEN express THEN region ELSE 'x' END = 'EU' ~ =(CASE($8, $1, 'x':VARCHAR), 'EU')",
      })
  void compiles(String text, String expected) throws Refusal {
    PolicyExpression compiled =
        ExpressionCompiler.compileCondition(text, PolicyTables.ORDERS, ATTRIBUTES);

    assertThat(compiled.bind(EVE))
        .hasValueSatisfying(bound -> assertThat(bound).hasToString(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "region = 5 ~ Cannot compare VARCHAR with INTEGER",
        "region ~ Expected a condition, found a value of type VARCHAR",
        "regon = 'EU' and ( ~ Not an expression",
        "principal.regon = region ~ Unknown attribute 'regon'; did you mean 'region'?",
        "total / 2 > 1 ~ Division can fail",
        "MOD(quantity, 2) = 1 ~ Unknown function 'MOD'",
        "SQRT(score) > 1 ~ Unknown function 'SQRT'",
        "LOWR(region) = 'a' ~ Unknown function 'LOWR'; did you mean 'LOWER'?",
        "country IN (SELECT 'a') ~ A sub-query is SELECT column FROM table",
        "EXISTS (SELECT 1) ~ A sub-query is SELECT column FROM table",
        "id = (SELECT 1) ~ Sub-queries stand in IN and EXISTS only",
        "CAST(region AS INTEGER) = 1 ~ could fail or lose digits",
        "CAST(total AS INTEGER) = 1 ~ could fail or lose digits",
        "ordered = 'x' ~ Cannot compare DATE",
        "ordered = shipped ~ Cannot apply '='",
        "score + 1 > 2 ~ take whole numbers and decimals, not DOUBLE",
        "id * id * id > 1 ~ needs more than 38 digits",
        "SUBSTRING(region FROM quantity) = 'a' ~ SUBSTRING takes a literal start",
        "SUBSTRING(region FROM 0) = 'a' ~ SUBSTRING takes a literal start",
        "region LIKE country ~ LIKE takes one literal pattern",
        "region LIKE 'a\\%' ~ LIKE takes one literal pattern",
        "CURRENT_DATE > ordered ~ Unknown column",
        "CURRENT_TIMESTAMP > shipped ~ Unknown column",
        "RAND() > 0.5 ~ Unknown function 'RAND'",
        "sales.orders.region = 'EU' ~ Write column names alone",
        "region = ? ~ Not part of the policy language",
        "ordered + INTERVAL '1' DAY > ordered ~ Intervals are not part",
        "SUM(total) > 1 ~ Unknown function 'SUM'",
        "ROW_NUMBER() OVER (ORDER BY id) = 1 ~ Unknown function 'OVER'",
        "region SIMILAR TO 'a' ~ Unknown function 'SIMILAR TO'",
        "principal.in_group(region) ~ takes the name of one group",
        "-id < 1 ~ A minus sign stands before numbers only",
      })
  void refuses(String text, String reason) {
    assertThatThrownBy(
            () -> ExpressionCompiler.compileCondition(text, PolicyTables.ORDERS, ATTRIBUTES))
        .isInstanceOfAny(Refusal.class, UnknownColumn.class)
        .satisfies(
            problem ->
                assertThat(
                        problem instanceof UnknownColumn ? "Unknown column" : problem.getMessage())
                    .contains(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x' OR 1=1", "'; DROP TABLE orders; --", "\\", "%", "日本", ""})
  void takesTheAttributeOfAPrincipalLiterally(String value) throws Refusal {
    PolicyExpression compiled =
        ExpressionCompiler.compileCondition(
            "region = principal.region", PolicyTables.ORDERS, ATTRIBUTES);
    Principal mallory =
        new Principal("mallory", Set.of(), Map.of("region", value), Optional.empty());

    assertThat(compiled.bind(mallory))
        .hasValueSatisfying(
            bound -> {
              var literal =
                  (org.apache.calcite.rex.RexLiteral)
                      ((org.apache.calcite.rex.RexCall) bound).getOperands().get(1);
              assertThat(literal.getValueAs(String.class)).isEqualTo(value);
            });
  }

  @Test
  void bindsNothingForAPrincipalWithoutTheAttribute() throws Refusal {
    PolicyExpression compiled =
        ExpressionCompiler.compileCondition(
            "region = principal.region OR express", PolicyTables.ORDERS, ATTRIBUTES);

    assertThat(compiled.bind(Principal.of("nobody"))).isEmpty();
    assertThat(
            compiled.bind(new Principal("odd", Set.of(), Map.of("region", 5L), Optional.empty())))
        .isEmpty();
  }

  @Test
  void refusesAnExpressionThatIsNestedTooDeeply() {
    String text = "(".repeat(4_900) + "express" + ")".repeat(4_900);

    assertThatThrownBy(
            () -> ExpressionCompiler.compileCondition(text, PolicyTables.ORDERS, ATTRIBUTES))
        .isInstanceOf(Refusal.class);
  }
}
