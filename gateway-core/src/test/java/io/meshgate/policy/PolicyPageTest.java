package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.meshgate.policy.TableRules.MaskStrength;
import io.meshgate.policy.inventory.PolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.junit.jupiter.api.Test;

/** The page about policies says of the language what the code does, no less and no more. */
class PolicyPageTest {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** What the page names, with expressions of it, and the operators that these are. */
  private static final Map<String, List<String>> OPERATORS =
      ImmutableMap.<String, List<String>>builder()
          .put("principal.<attribute>", List.of("principal.region = region"))
          .put("principal.subject", List.of("principal.subject = region"))
          .put("principal.in_group('name')", List.of("principal.in_group('a')"))
          .put(
              "= <> < <= > >=",
              List.of("id = 1", "id <> 1", "id < 1", "id <= 1", "id > 1", "id >= 1"))
          .put("AND OR NOT", List.of("express AND express", "express OR express", "NOT express"))
          .put("IN", List.of("id IN (1, 2)", "id NOT IN (1, 2)"))
          .put("BETWEEN", List.of("id BETWEEN 1 AND 2", "id NOT BETWEEN 1 AND 2"))
          .put("LIKE", List.of("region LIKE 'E%'", "region NOT LIKE 'E%'"))
          .put(
              "IS [NOT] NULL/TRUE/FALSE/UNKNOWN",
              List.of(
                  "id IS NULL",
                  "id IS NOT NULL",
                  "express IS TRUE",
                  "express IS NOT TRUE",
                  "express IS FALSE",
                  "express IS NOT FALSE",
                  "express IS UNKNOWN",
                  "express IS NOT UNKNOWN"))
          .put("CASE", List.of("CASE WHEN express THEN 1 ELSE 2 END = 1"))
          .put("COALESCE", List.of("COALESCE(region, 'x') = 'x'"))
          .put("||", List.of("region || 'x' = 'x'"))
          .put("UPPER", List.of("UPPER(region) = 'X'"))
          .put("LOWER", List.of("LOWER(region) = 'x'"))
          .put("CHAR_LENGTH", List.of("CHAR_LENGTH(region) = 1"))
          .put("CHARACTER_LENGTH", List.of("CHARACTER_LENGTH(region) = 1"))
          .put("SUBSTRING", List.of("SUBSTRING(region, 1, 2) = 'x'"))
          .put("EXTRACT", List.of("EXTRACT(YEAR FROM ordered) = 2024"))
          .put("CAST", List.of("CAST(quantity AS BIGINT) = 1"))
          .put("+ - *", List.of("id + 1 = 2", "id - 1 = 2", "quantity * 2 = 2"))
          .buildOrThrow();

  /** Shapes in which an operator that the parser knows could be written. */
  private static final List<String> SHAPES =
      List.of(
          "(region %s country) IS NOT NULL",
          "(quantity %s quantity) IS NOT NULL",
          "(express %s express) IS NOT NULL",
          "(region %s 'x') IS NOT NULL",
          "(%s express) IS NOT NULL",
          "(express %s) IS NOT NULL",
          "%s(region) IS NOT NULL",
          "%s(quantity) IS NOT NULL",
          "%s(ordered) IS NOT NULL",
          "%s(express) IS NOT NULL",
          "%s(region, country) IS NOT NULL",
          "%s(quantity, quantity) IS NOT NULL",
          "%s(region, 1, 1) IS NOT NULL",
          "%s() IS NOT NULL",
          "%s IS NOT NULL");

  private static String section(String heading) throws IOException {
    String page = Files.readString(Path.of("../docs/reference/policies.md"));
    String section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
    return section.substring(0, section.indexOf("\n## "));
  }

  private static boolean compiles(String condition) {
    return refusal(condition).isEmpty();
  }

  private static String refusal(String condition) {
    Throwable refusal =
        catchThrowable(
            () ->
                ExpressionCompiler.compileCondition(
                    condition, PolicyTables.ORDERS, ExpressionCompilerTest.ATTRIBUTES));
    return refusal == null ? "" : String.valueOf(refusal);
  }

  @Test
  void namesTheOperatorsOfTheLanguageAndEachIsOne() throws IOException {
    String list = Splitter.on("\n\n").splitToList(section("Expressions")).get(1);
    List<String> named = new ArrayList<>();
    CODE.matcher(list).results().map(match -> match.group(1)).forEach(named::add);
    named.remove("ESCAPE");
    assertThat(named).containsExactlyInAnyOrderElementsOf(OPERATORS.keySet());
    OPERATORS
        .values()
        .forEach(
            examples ->
                assertThat(examples).allSatisfy(example -> assertThat(refusal(example)).isEmpty()));
  }

  @Test
  void namesEveryFunctionThatTheCompilerNames() throws IOException {
    String known = refusal("NO_SUCH(region) = 'x'").replaceAll("(?s).*; known: ", "");
    assertThat(Splitter.on(", ").splitToList(known))
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(section("Expressions")).contains("`" + name + "`"));
  }

  /** Of all operators that there are, those that compile are in the expressions of the page. */
  @Test
  void leavesNoOperatorOutThatCompiles() {
    String documented =
        OPERATORS.values().stream().flatMap(List::stream).collect(Collectors.joining("\n"));
    Set<String> missing = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (SqlOperator operator : SqlStdOperatorTable.instance().getOperatorList()) {
      String name = operator.getName();
      if (SHAPES.stream().anyMatch(shape -> compiles(shape.replace("%s", name)))) {
        found.add(name);
        if (!documented.contains(name)) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).contains("UPPER", "AND", "=", "COALESCE", "||", "IS NOT TRUE");
  }

  @Test
  void saysHowRulesOfEveryKindCombine() throws IOException {
    String combination = section("How rules combine");
    assertThat(PolicyRule.Kind.values())
        .allSatisfy(
            kind ->
                assertThat(combination).containsIgnoringCase(kind.name().toLowerCase(Locale.ROOT)));
  }

  @Test
  void ordersMasksByTheirStrength() throws IOException {
    String row =
        section("How rules combine")
            .lines()
            .filter(line -> line.startsWith("| masks |"))
            .findFirst()
            .orElseThrow();
    String order = row.replaceAll(".*the strictest: (.*) \\|$", "$1");
    List<Set<String>> described = new ArrayList<>();
    for (String group : Splitter.on(", then ").split(order)) {
      described.add(new TreeSet<>(Splitter.onPattern(", | and ").splitToList(group)));
    }
    List<Set<String>> ranked = new ArrayList<>();
    for (MaskStrength strength : MaskStrength.values()) {
      Set<String> kinds =
          maskKinds()
              .filter(kind -> MaskStrength.of(kind) == strength)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!kinds.isEmpty()) {
        ranked.add(kinds);
      }
    }
    assertThat(described).isEqualTo(ranked);
  }

  private static Stream<String> maskKinds() {
    return Stream.of(MaskMethod.class.getPermittedSubclasses())
        .map(type -> type.getSimpleName().toLowerCase(Locale.ROOT));
  }
}
