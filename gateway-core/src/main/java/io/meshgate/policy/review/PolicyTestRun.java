package io.meshgate.policy.review;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.Decision;
import io.meshgate.policy.ExpressionCompiler;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.inventory.PolicySet;
import io.meshgate.policy.inventory.PolicyTest;
import io.meshgate.policy.mapping.MappingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.calcite.rex.RexNode;

/**
 * Runs the tests that policy files bring along, against what all files together decide. Immutable.
 */
public final class PolicyTestRun {

  private final AccessPolicies policies;
  private final Catalog catalog;

  /**
   * @param policies what decides
   * @param catalog the products that they are typed against
   */
  public PolicyTestRun(AccessPolicies policies, Catalog catalog) {
    this.policies = Objects.requireNonNull(policies, "policies");
    this.catalog = Objects.requireNonNull(catalog, "catalog");
  }

  /**
   * What came of a test.
   *
   * @param file the policy file
   * @param test the test
   * @param failures what is not as expected, one line each; empty if all is
   */
  public record Result(String file, PolicyTest test, List<String> failures) {
    public Result {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(test, "test");
      failures = ImmutableList.copyOf(failures);
    }

    /** Whether everything is as expected. */
    public boolean passed() {
      return failures.isEmpty();
    }
  }

  /** Runs the tests of a file, in its order; none if nothing of it is in force. */
  public List<Result> run(PolicyFile file) {
    List<Result> results = new ArrayList<>();
    if (file.set().isPresent()) {
      PolicySet set = file.set().get();
      for (PolicyTest test : set.tests()) {
        results.add(new Result(file.file(), test, failures(set, test)));
      }
    }
    return results;
  }

  private List<String> failures(PolicySet set, PolicyTest test) {
    List<String> failures = new ArrayList<>();
    int tables = 0;
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        if (isNamed(table, test.object())
            && policies.covering(product, table).stream().anyMatch(each -> isSame(each, set))) {
          tables++;
          check(set, test, product, table, failures);
        }
      }
    }
    if (tables != 1) {
      failures.add("'" + test.object() + "' names " + tables + " tables of the set, not one");
    }
    return failures;
  }

  private static boolean isSame(PolicySet left, PolicySet right) {
    return left.id().equals(right.id());
  }

  private static boolean isNamed(ProductTable table, String object) {
    return ("." + table.displayName().toLowerCase(Locale.ROOT))
        .endsWith("." + object.toLowerCase(Locale.ROOT));
  }

  private void check(
      PolicySet set,
      PolicyTest test,
      DataProduct product,
      ProductTable table,
      List<String> failures) {
    PolicyTest.Expectation expect = test.expect();
    if (policies.closedTables().contains(table.displayName())) {
      failures.add(
          table.displayName()
              + " is denied to everybody, because a policy file that covers it is bad");
    } else if (policies.decide(test.as(), product, table) instanceof Decision.Allowed decision) {
      if (!expect.allowed().orElse(true)) {
        failures.add(table.displayName() + " can be read; expected that it is denied");
        return;
      }
      expect.rowsWhere().ifPresent(text -> rows(set, test, table, decision, failures));
      expect.masked().ifPresent(masked -> masks(masked, table, decision, failures));
      expect.denied().forEach(column -> denied(column, table, decision, failures));
    } else if (expect.allowed().orElse(expect.rowsWhere().isPresent() || isMasked(expect))) {
      failures.add(table.displayName() + " is denied; expected that it can be read");
    }
  }

  private static boolean isMasked(PolicyTest.Expectation expect) {
    return expect.masked().filter(columns -> !columns.isEmpty()).isPresent();
  }

  private void rows(
      PolicySet set,
      PolicyTest test,
      ProductTable table,
      Decision.Allowed decision,
      List<String> failures) {
    String text = test.expect().rowsWhere().orElseThrow();
    RexNode expected;
    try {
      expected = ExpressionCompiler.condition(text, table, vocabulary(set), test.as());
    } catch (IllegalArgumentException e) {
      failures.add("rowsWhere: " + e.getMessage());
      return;
    }
    RexNode actual = decision.rowPredicate().orElseGet(() -> SqlTypes.REX.makeLiteral(true));
    ConditionComparison.Result result = ConditionComparison.of(table, expected, actual);
    result.onlyLeft().ifPresent(row -> failures.add("rows: expected a row that is hidden: " + row));
    result
        .onlyRight()
        .ifPresent(row -> failures.add("rows: a row is seen that was not expected: " + row));
  }

  private ExpressionCompiler.Vocabulary vocabulary(PolicySet set) {
    return new ExpressionCompiler.Vocabulary(
        set.attributes(),
        set.uses().stream()
            .map(name -> MappingTable.find(catalog, name))
            .flatMap(Optional::stream)
            .toList());
  }

  private static void masks(
      List<String> expected, ProductTable table, Decision.Allowed decision, List<String> failures) {
    TreeSet<String> masked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Decision.VisibleColumn column : decision.columns()) {
      if (column.mask().isPresent()) {
        masked.add(table.columns().get(column.ordinal()).name());
      }
    }
    TreeSet<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    missing.addAll(expected);
    masked.forEach(missing::remove);
    expected.forEach(masked::remove);
    for (String column : missing) {
      String found = visible(column, table, decision).isPresent() ? "clear" : "denied";
      failures.add("masked: " + column + " is " + found + "; expected that it is masked");
    }
    for (String column : masked) {
      failures.add("masked: " + column + " is masked; expected that it is clear");
    }
  }

  private static void denied(
      String column, ProductTable table, Decision.Allowed decision, List<String> failures) {
    visible(column, table, decision)
        .ifPresent(
            found ->
                failures.add(
                    "denied: "
                        + column
                        + " is "
                        + found.mask().map(mask -> "masked (" + mask.kind() + ")").orElse("clear")
                        + "; expected that it is denied"));
  }

  private static Optional<Decision.VisibleColumn> visible(
      String name, ProductTable table, Decision.Allowed decision) {
    return decision.columns().stream()
        .filter(column -> table.columns().get(column.ordinal()).name().equalsIgnoreCase(name))
        .findFirst();
  }
}
