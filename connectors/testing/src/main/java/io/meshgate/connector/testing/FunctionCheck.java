package io.meshgate.connector.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/** Compares one listed function with its reference on every row of the grid of samples. */
final class FunctionCheck {

  private static final int FAILURES_TRIED = 3;

  private final ContractProbe probe;
  private final ContractTable grid;
  private final RemoteTable remote;
  private final ContractSql sql;

  FunctionCheck(ContractProbe probe, ContractTable grid) {
    this.probe = probe;
    this.grid = grid;
    this.remote = probe.describe(grid);
    this.sql = new ContractSql(probe.syntax());
  }

  void check(RemoteFunction function) {
    if (AggregateCheck.isAggregate(function)) {
      new AggregateCheck(probe, grid).check(function);
      return;
    }
    for (List<TypeKind> kinds : signatures(function)) {
      check(function, kinds);
    }
  }

  /** Operand lists to try; a variadic function is tried with two and with three operands. */
  private static List<List<TypeKind>> signatures(RemoteFunction function) {
    List<TypeKind> kinds = function.operands();
    if (function.operator().equals("CASE")) {
      TypeKind value = kinds.get(kinds.size() - 1);
      return List.of(List.of(TypeKind.BOOLEAN, value, value));
    }
    if (!function.variadic()) {
      return List.of(kinds);
    }
    TypeKind kind = kinds.get(0);
    return List.of(List.of(kind, kind), List.of(kind, kind, kind));
  }

  private void check(RemoteFunction function, List<TypeKind> kinds) {
    Reference reference =
        ReferenceFunctions.find(function.operator(), kinds)
            .orElseThrow(
                () ->
                    new AssertionError(
                        "No reference for "
                            + function.operator()
                            + " on "
                            + kinds
                            + ": add it to ReferenceFunctions, or do not list it"));
    List<String> operands = new ArrayList<>();
    for (int slot = 0; slot < kinds.size(); slot++) {
      operands.add(sql.read(remote, Samples.column(kinds.get(slot), slot)));
    }
    String call = sql.computed(reference.result(), sql.call(function, kinds, operands));
    Map<Long, Outcome> expected = expected(reference, kinds);
    checkValues(call, reference.result(), expected, kinds);
    checkFailures(call, reference.result(), expected);
  }

  private Map<Long, Outcome> expected(Reference reference, List<TypeKind> kinds) {
    Map<Long, Outcome> expected = new LinkedHashMap<>();
    for (List<@Nullable Object> row : grid.rows()) {
      expected.put(id(row), reference.function().apply(operands(row, kinds)));
    }
    return expected;
  }

  private static Long id(List<@Nullable Object> row) {
    return (Long) Objects.requireNonNull(row.get(0));
  }

  private List<@Nullable Object> operands(List<@Nullable Object> row, List<TypeKind> kinds) {
    List<@Nullable Object> operands = new ArrayList<>();
    for (int slot = 0; slot < kinds.size(); slot++) {
      operands.add(row.get(grid.indexOf(Samples.column(kinds.get(slot), slot))));
    }
    return operands;
  }

  private void checkValues(
      String call, TypeKind result, Map<Long, Outcome> expected, List<TypeKind> kinds) {
    List<Long> valued =
        expected.entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Outcome.Value)
            .map(Map.Entry::getKey)
            .toList();
    String ids = valued.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String query = select(call) + " WHERE " + sql.read(remote, "id") + " IN (" + ids + ")";
    List<List<@Nullable Object>> rows = probe.rows(query, Kinds.integer(64), resultType(result));
    assertThat(rows).as("rows of %s", call).hasSize(valued.size());
    for (List<@Nullable Object> row : rows) {
      Outcome.Value value = (Outcome.Value) Objects.requireNonNull(expected.get(id(row)));
      assertThat(comparable(result, row.get(1)))
          .as("%s on %s", call, operands(grid.rows().get(id(row).intValue()), kinds))
          .isEqualTo(comparable(result, value.value()));
    }
  }

  private void checkFailures(String call, TypeKind result, Map<Long, Outcome> expected) {
    Map<ConnectorException.Kind, Integer> tried = new LinkedHashMap<>();
    for (Map.Entry<Long, Outcome> entry : expected.entrySet()) {
      if (entry.getValue() instanceof Outcome.Failure failure
          && tried.merge(failure.kind(), 1, Integer::sum) <= FAILURES_TRIED) {
        String query = select(call) + " WHERE " + sql.read(remote, "id") + " = " + entry.getKey();
        assertThatThrownBy(() -> probe.rows(query, Kinds.integer(64), resultType(result)))
            .as("%s on row %s", call, grid.rows().get(entry.getKey().intValue()))
            .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
            .extracting(ConnectorException::kind)
            .isEqualTo(failure.kind());
      }
    }
  }

  private String select(String call) {
    return "SELECT " + sql.read(remote, "id") + ", " + call + " FROM " + remote.from();
  }

  static ArrowType resultType(TypeKind kind) {
    return kind == TypeKind.DECIMAL
        ? Kinds.decimal(Values.RESULT_PRECISION, Values.RESULT_SCALE)
        : Kinds.sampleType(kind);
  }

  /** Zero has one sign here: engines may lose it, and no comparison shows it. */
  static @Nullable Object comparable(TypeKind kind, @Nullable Object value) {
    if (value instanceof Double number && number == 0) {
      return 0d;
    }
    if (value instanceof Float number && number == 0) {
      return 0f;
    }
    return ReferenceFunctions.normalized(kind, value);
  }
}
