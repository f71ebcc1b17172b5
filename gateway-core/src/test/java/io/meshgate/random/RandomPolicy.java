package io.meshgate.random;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.connector.testing.query.Tables;
import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.Decision.Mask;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.session.Principal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Random row filters and masks, each as an expression of the gateway's and once more as plain Java
 * over a row.
 */
final class RandomPolicy implements AccessPolicy {

  private static final int K = 1;
  private static final int N = 2;
  private static final int TXT = 6;
  private static final int CODE = 7;
  private static final int FLAG = 8;
  private static final int MASK_KINDS = 3;

  private final Map<String, Rules> rules = new LinkedHashMap<>();

  RandomPolicy(Random random) {
    for (Table table : Tables.ALL) {
      List<Integer> masks = new ArrayList<>();
      for (int column = 0; column < Tables.COLUMNS.size(); column++) {
        boolean masked = column > 0 && random.nextInt(4) == 0;
        masks.add(masked ? 1 + random.nextInt(MASK_KINDS) : 0);
      }
      rules.put(
          table.sql(),
          new Rules(
              random.nextInt(8),
              random.nextInt(8) - 2,
              masks,
              random.nextInt(4) == 0 ? PushdownMode.SEALED : PushdownMode.NORMAL));
    }
  }

  /**
   * What holds for one table.
   *
   * @param filter the number of its row filter; 0 for none
   * @param bound a number in the filter
   * @param masks the number of each column's mask; 0 for none
   */
  private record Rules(int filter, int bound, List<Integer> masks, PushdownMode mode) {}

  @Override
  public Decision decide(Principal principal, DataProduct product, ProductTable table) {
    Rules found = Objects.requireNonNull(rules.get(table.displayName()), table.displayName());
    RelDataType row = SqlTypes.rowType(table);
    List<VisibleColumn> columns = new ArrayList<>();
    for (int i = 0; i < found.masks().size(); i++) {
      int column = i;
      Optional<RexNode> mask = mask(found.masks().get(i), row, i);
      columns.add(new VisibleColumn(column, mask.map(value -> new Mask("m", "random", value))));
    }
    return new Decision.Allowed(columns, filter(found, row), found.mode(), List.of("random"));
  }

  /** The rows as the policy shows them. */
  List<List<@Nullable Object>> visible(Table table, List<List<@Nullable Object>> rows) {
    Rules found = Objects.requireNonNull(rules.get(table.sql()), table.sql());
    List<List<@Nullable Object>> visible = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      if (test(found).test(row)) {
        List<@Nullable Object> masked = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          masked.add(masked(found.masks().get(i), i, row.get(i)));
        }
        visible.add(masked);
      }
    }
    return visible;
  }

  private static Optional<RexNode> filter(Rules rules, RelDataType row) {
    RexNode bound = number(rules.bound());
    RexNode k = column(row, K);
    RexNode isA = call(SqlStdOperatorTable.EQUALS, column(row, CODE), text("a"));
    return switch (rules.filter()) {
      case 0, 1 -> Optional.empty();
      case 2 -> Optional.of(call(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, k, bound));
      case 3 -> Optional.of(column(row, FLAG));
      case 4 -> Optional.of(isA);
      case 5 ->
          Optional.of(
              call(
                  SqlStdOperatorTable.OR,
                  isA,
                  call(SqlStdOperatorTable.GREATER_THAN, column(row, N), number(0))));
      case 6 ->
          Optional.of(call(SqlStdOperatorTable.NOT, call(SqlStdOperatorTable.EQUALS, k, bound)));
      default -> Optional.of(call(SqlStdOperatorTable.IS_NULL, column(row, TXT)));
    };
  }

  // A condition that is NULL hides the row.
  private static Predicate<List<@Nullable Object>> test(Rules rules) {
    return switch (rules.filter()) {
      case 0, 1 -> row -> true;
      case 2 -> row -> row.get(K) instanceof Integer k && k >= rules.bound();
      case 3 -> row -> Boolean.TRUE.equals(row.get(FLAG));
      case 4 -> row -> "a".equals(row.get(CODE));
      case 5 -> row -> "a".equals(row.get(CODE)) || (row.get(N) instanceof Long n && n > 0);
      case 6 -> row -> row.get(K) instanceof Integer k && k != rules.bound();
      default -> row -> row.get(TXT) == null;
    };
  }

  private static Optional<RexNode> mask(int kind, RelDataType row, int column) {
    RexNode value = column(row, column);
    RelDataType type = SqlTypes.FACTORY.createTypeWithNullability(value.getType(), true);
    boolean isText = column == TXT || column == CODE;
    UnaryOperator<RexNode> cast = inner -> SqlTypes.REX.makeAbstractCast(type, inner, false);
    return switch (kind) {
      case 0 -> Optional.empty();
      case 2 ->
          Optional.of(
              isText
                  ? cast.apply(text("hidden"))
                  : column == K ? cast.apply(number(7)) : SqlTypes.REX.makeNullLiteral(type));
      case 3 -> Optional.of(isText ? last4(value, type) : SqlTypes.REX.makeNullLiteral(type));
      default -> Optional.of(SqlTypes.REX.makeNullLiteral(type));
    };
  }

  private static @Nullable Object masked(int kind, int column, @Nullable Object value) {
    boolean isText = column == TXT || column == CODE;
    return switch (kind) {
      case 0 -> value;
      case 2 -> isText ? "hidden" : column == K ? 7 : null;
      case 3 -> isText && value instanceof String text ? last4(text) : null;
      default -> null;
    };
  }

  private static String last4(String text) {
    int[] characters = text.codePoints().toArray();
    return characters.length > 4
        ? "XXXX" + new String(characters, characters.length - 4, 4)
        : "XXXX";
  }

  private static RexNode last4(RexNode value, RelDataType type) {
    RexNode length = call(SqlStdOperatorTable.CHAR_LENGTH, value);
    RexNode start = call(SqlStdOperatorTable.MINUS, length, number(3));
    RexNode tail = typed(type, SqlStdOperatorTable.SUBSTRING, value, start, number(4));
    return typed(
        type,
        SqlStdOperatorTable.CASE,
        call(SqlStdOperatorTable.GREATER_THAN, length, number(4)),
        typed(type, SqlStdOperatorTable.CONCAT, text("XXXX"), tail),
        call(SqlStdOperatorTable.IS_NOT_NULL, value),
        text("XXXX"),
        SqlTypes.REX.makeNullLiteral(type));
  }

  private static RexNode column(RelDataType row, int column) {
    return SqlTypes.REX.makeInputRef(row.getFieldList().get(column).getType(), column);
  }

  private static RexNode number(int value) {
    return SqlTypes.REX.makeExactLiteral(BigDecimal.valueOf(value));
  }

  private static RexNode text(String value) {
    return SqlTypes.REX.makeLiteral(
        value, SqlTypes.FACTORY.createSqlType(SqlTypeName.VARCHAR), true);
  }

  private static RexNode call(SqlOperator operator, RexNode... operands) {
    return SqlTypes.REX.makeCall(operator, operands);
  }

  private static RexNode typed(RelDataType type, SqlOperator operator, RexNode... operands) {
    return SqlTypes.REX.makeCall(type, operator, List.of(operands));
  }
}
