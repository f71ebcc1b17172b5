package io.meshgate.server.leaks;

import com.google.common.collect.Sets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A condition over a row, as a policy says it and once more as plain Java.
 *
 * @param sql in the language of policies
 * @param value true, false, or nothing where SQL has NULL
 * @param attributes those of the principal that it names
 * @param mapped whether it reads the mapping table
 */
record Formula(
    String sql,
    Function<List<@Nullable Object>, Optional<Boolean>> value,
    Set<String> attributes,
    boolean mapped) {

  Formula {
    attributes = Set.copyOf(attributes);
  }

  boolean holds(List<@Nullable Object> row) {
    return value.apply(row).orElse(false);
  }

  /** The same condition, which names an attribute of the principal. */
  Formula naming(String attribute) {
    return new Formula(sql, value, Sets.union(attributes, Set.of(attribute)), mapped);
  }

  Formula not() {
    return new Formula(
        "NOT (" + sql + ")", row -> value.apply(row).map(held -> !held), attributes, mapped);
  }

  Formula and(Formula other) {
    return combined(
        other,
        "AND",
        (a, b) -> isFalse(a) || isFalse(b) ? Optional.of(false) : a.isPresent() ? b : a);
  }

  Formula or(Formula other) {
    return combined(
        other, "OR", (a, b) -> isTrue(a) || isTrue(b) ? Optional.of(true) : a.isPresent() ? b : a);
  }

  private Formula combined(
      Formula other, String operator, java.util.function.BinaryOperator<Optional<Boolean>> table) {
    return new Formula(
        "(" + sql + ") " + operator + " (" + other.sql + ")",
        row -> table.apply(value.apply(row), other.value.apply(row)),
        Sets.union(attributes, other.attributes),
        mapped || other.mapped);
  }

  private static boolean isTrue(Optional<Boolean> truth) {
    return truth.isPresent() && truth.get();
  }

  private static boolean isFalse(Optional<Boolean> truth) {
    return truth.isPresent() && !truth.get();
  }
}
