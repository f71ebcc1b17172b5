package io.meshgate.connector.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares one listed aggregate function with a reference over all, some and no rows. */
final class AggregateCheck {

  private static final Set<String> NAMES = Set.of("COUNT", "SUM", "MIN", "MAX");

  private final ContractProbe probe;
  private final ContractTable grid;
  private final RemoteTable remote;
  private final ContractSql sql;

  AggregateCheck(ContractProbe probe, ContractTable grid) {
    this.probe = probe;
    this.grid = grid;
    this.remote = probe.describe(grid);
    this.sql = new ContractSql(probe.syntax());
  }

  static boolean isAggregate(RemoteFunction function) {
    return NAMES.contains(function.operator());
  }

  void check(RemoteFunction function) {
    if (function.operator().equals("COUNT") && function.operands().isEmpty()) {
      check(function, Optional.empty());
      return;
    }
    for (TypeKind kind : function.operands()) {
      check(function, Optional.of(kind));
    }
  }

  private void check(RemoteFunction function, Optional<TypeKind> kind) {
    TypeKind result = function.operator().equals("COUNT") ? TypeKind.INTEGER : kind.orElseThrow();
    List<String> operands =
        kind.map(k -> List.of(sql.read(remote, Samples.column(k, 0)))).orElse(List.of());
    List<TypeKind> kinds = kind.map(List::of).orElse(List.of());
    String call = sql.computed(result, sql.call(function, kinds, operands));
    List<List<@Nullable Object>> chosen = chosen(function, kind);
    check(call, result, chosen, expected(function.operator(), kind, chosen));
    check(call, result, List.of(), expected(function.operator(), kind, List.of()));
  }

  /** All rows; for a sum those whose sum fits. */
  private List<List<@Nullable Object>> chosen(RemoteFunction function, Optional<TypeKind> kind) {
    return grid.rows().stream()
        .filter(row -> !function.operator().equals("SUM") || isSmall(operand(row, kind)))
        .toList();
  }

  private static boolean isSmall(@Nullable Object value) {
    return !(value instanceof Long number) || Math.abs((double) number) < 1e15;
  }

  private @Nullable Object operand(List<@Nullable Object> row, Optional<TypeKind> kind) {
    return row.get(kind.map(k -> grid.indexOf(Samples.column(k, 0))).orElse(0));
  }

  private @Nullable Object expected(
      String name, Optional<TypeKind> kind, List<List<@Nullable Object>> rows) {
    List<Object> values = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Object value = operand(row, kind);
      if (value != null) {
        values.add(value);
      }
    }
    return switch (name) {
      case "COUNT" -> (long) values.size();
      case "MIN" -> values.stream().min(Values::compare).orElse(null);
      case "MAX" -> values.stream().max(Values::compare).orElse(null);
      default -> values.isEmpty() ? null : sum(kind.orElseThrow(), values);
    };
  }

  private static Object sum(TypeKind kind, List<Object> values) {
    BigDecimal sum = values.stream().map(Values::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    return switch (kind) {
      case INTEGER -> sum.longValueExact();
      case DECIMAL -> sum;
      default ->
          throw new AssertionError("The sum of " + kind + " depends on the order: do not list it");
    };
  }

  private void check(
      String call, TypeKind result, List<List<@Nullable Object>> rows, @Nullable Object expected) {
    String ids =
        rows.stream()
            .map(row -> Objects.requireNonNull(row.get(0)).toString())
            .collect(Collectors.joining(", "));
    String filter = ids.isEmpty() ? "1 = 0" : sql.read(remote, "id") + " IN (" + ids + ")";
    String query = "SELECT " + call + " FROM " + remote.from() + " WHERE " + filter;
    List<List<@Nullable Object>> answer = probe.rows(query, FunctionCheck.resultType(result));
    assertThat(answer).as(call).hasSize(1);
    assertThat(FunctionCheck.comparable(result, answer.get(0).get(0)))
        .as("%s over %s rows", call, rows.size())
        .isEqualTo(FunctionCheck.comparable(result, expected));
  }
}
