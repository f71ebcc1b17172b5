package io.meshgate.policy.review;

import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.DataContexts;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutable;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Whether two conditions hold for the same rows of a table.
 *
 * <p>Both are evaluated over made-up rows: every combination of the values at which either may
 * turn, or, where those are too many, each value among random others, from a fixed seed. What it
 * finds is a row for which only one of the two holds; what it does not find is not proven, but
 * where all combinations were tried, only arithmetic over several columns could hide it. Parts of a
 * condition that are no expression of one row, such as sub-queries, may be true, false or NULL in
 * every row; equal ones are so together.
 */
final class ConditionComparison {

  private static final int MOST_ROWS = 20_000;
  private static final long SEED = 20_240_229;

  // So that Calcite's generated code finds the row.
  private static final String ROW = "inputRecord";
  private static final Set<SqlOperator> FUNCTIONS =
      Set.of(
          SqlStdOperatorTable.SUBSTRING,
          SqlStdOperatorTable.CHAR_LENGTH,
          SqlStdOperatorTable.UPPER,
          SqlStdOperatorTable.LOWER,
          SqlStdOperatorTable.CONCAT,
          SqlStdOperatorTable.EXTRACT);

  private final ProductTable table;
  private final RexNode left;
  private final RexNode right;
  private final RelDataType rowType;
  private final int[] used;

  /**
   * What came of it.
   *
   * @param rows how many rows were tried
   * @param onlyLeft a row for which the first condition holds alone, as {@code column = value, …}
   * @param onlyRight a row for which the second condition holds alone
   */
  record Result(int rows, Optional<String> onlyLeft, Optional<String> onlyRight) {

    /** Whether no difference was found. */
    boolean same() {
      return onlyLeft.isEmpty() && onlyRight.isEmpty();
    }
  }

  private ConditionComparison(ProductTable table, RexNode first, RexNode second) {
    this.table = table;
    Atoms atoms = new Atoms(table.columns().size());
    this.left = first.accept(atoms);
    this.right = second.accept(atoms);
    RelDataTypeFactory.Builder types = SqlTypes.FACTORY.builder();
    types.addAll(SqlTypes.rowType(table).getFieldList());
    atoms.found.forEach((node, reference) -> types.add(reference.getName(), reference.getType()));
    this.rowType = types.build();
    Set<Integer> columns = new TreeSet<>();
    for (RexNode condition : List.of(left, right)) {
      condition.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef reference) {
              columns.add(reference.getIndex());
              return null;
            }
          });
    }
    this.used = columns.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Compares two conditions over the raw row of a table. */
  static Result of(ProductTable table, RexNode left, RexNode right) {
    return left.equals(right)
        ? new Result(0, Optional.empty(), Optional.empty())
        : new ConditionComparison(table, left, right).compare();
  }

  private Result compare() {
    RexExecutable conditions =
        RexExecutorImpl.getExecutable(SqlTypes.REX, List.of(left, right), rowType);
    Optional<String> onlyLeft = Optional.empty();
    Optional<String> onlyRight = Optional.empty();
    int tried = 0;
    for (@Nullable Object[] row : rows()) {
      tried++;
      conditions.setDataContext(DataContexts.of(name -> name.equals(ROW) ? row : null));
      @Nullable Object[] values = Objects.requireNonNull(conditions.execute(), "values");
      boolean first = Boolean.TRUE.equals(values[0]);
      boolean second = Boolean.TRUE.equals(values[1]);
      if (first && !second && onlyLeft.isEmpty()) {
        onlyLeft = Optional.of(text(row));
      }
      if (second && !first && onlyRight.isEmpty()) {
        onlyRight = Optional.of(text(row));
      }
      if (onlyLeft.isPresent() && onlyRight.isPresent()) {
        break;
      }
    }
    return new Result(tried, onlyLeft, onlyRight);
  }

  private List<@Nullable Object[]> rows() {
    SampleValues samples = new SampleValues(Literals.of(left, right));
    List<List<@Nullable Object>> values = new ArrayList<>();
    long combinations = 1;
    for (int column : used) {
      List<@Nullable Object> some = samples.of(rowType.getFieldList().get(column).getType());
      values.add(some);
      combinations = Math.min(MOST_ROWS + 1L, combinations * some.size());
    }
    return combinations <= MOST_ROWS ? all(values) : some(values);
  }

  private List<@Nullable Object[]> all(List<List<@Nullable Object>> values) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new Object[rowType.getFieldCount()]);
    for (int i = 0; i < used.length; i++) {
      List<@Nullable Object[]> longer = new ArrayList<>();
      for (@Nullable Object[] row : rows) {
        for (Object value : values.get(i)) {
          @Nullable Object[] copy = Arrays.copyOf(row, row.length);
          copy[used[i]] = value;
          longer.add(copy);
        }
      }
      rows = longer;
    }
    return rows;
  }

  private List<@Nullable Object[]> some(List<List<@Nullable Object>> values) {
    Random random = new Random(SEED);
    List<@Nullable Object[]> rows = new ArrayList<>();
    while (rows.size() < MOST_ROWS) {
      for (int i = 0; i < used.length; i++) {
        for (Object value : values.get(i)) {
          @Nullable Object[] row = new Object[rowType.getFieldCount()];
          for (int j = 0; j < used.length; j++) {
            List<@Nullable Object> choice = values.get(j);
            row[used[j]] = j == i ? value : choice.get(random.nextInt(choice.size()));
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private String text(@Nullable Object[] row) {
    List<String> values = new ArrayList<>();
    for (int column : used) {
      String name =
          column < table.columns().size()
              ? table.columns().get(column).name()
              : rowType.getFieldList().get(column).getName();
      values.add(
          name
              + " = "
              + SampleValues.text(rowType.getFieldList().get(column).getType(), row[column]));
    }
    return values.isEmpty() ? "any row" : String.join(", ", values);
  }

  /** Puts a column of its own in the place of each part that is not computed here. */
  private static final class Atoms extends RexShuttle {
    private final int first;
    private final Map<RexNode, RexInputRef> found = new LinkedHashMap<>();

    Atoms(int first) {
      this.first = first;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      return isKnown(call) ? super.visitCall(call) : atom(call);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      return atom(subQuery);
    }

    private RexNode atom(RexNode node) {
      return found.computeIfAbsent(
          node,
          each ->
              new RexInputRef(
                  first + found.size(),
                  SqlTypes.FACTORY.createTypeWithNullability(each.getType(), true)));
    }

    private static boolean isKnown(RexCall call) {
      return switch (call.getKind()) {
        case AND,
            OR,
            NOT,
            IS_NULL,
            IS_NOT_NULL,
            IS_TRUE,
            IS_NOT_TRUE,
            IS_FALSE,
            IS_NOT_FALSE,
            LIKE,
            CASE,
            COALESCE,
            EQUALS,
            NOT_EQUALS,
            LESS_THAN,
            LESS_THAN_OR_EQUAL,
            GREATER_THAN,
            GREATER_THAN_OR_EQUAL,
            PLUS,
            MINUS,
            TIMES,
            CAST ->
            true;
        default -> FUNCTIONS.contains(call.getOperator());
      };
    }
  }
}
