package io.meshgate.plan;

import io.meshgate.catalog.SqlTypes;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;

/**
 * Computes constant expressions while a query is planned, where every engine must get the same
 * value: exact arithmetic that fits its type, dates with intervals, casts that lose nothing, and
 * NULLs. All else is left to the engine that runs the query, errors included.
 *
 * <p>Calcite's own executor computes timestamps in milliseconds, writes booleans in capitals and
 * wraps integers around. Stateless.
 */
final class ConstantFolder implements RexExecutor {

  static final ConstantFolder INSTANCE = new ConstantFolder();

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,38}(\\.\\d{1,38})?");
  private static final long MILLIS_A_DAY = ChronoUnit.DAYS.getDuration().toMillis();
  private static final BigDecimal EXACT_IN_DOUBLE = BigDecimal.valueOf(1L << 53);

  private ConstantFolder() {}

  /** The expression with what is constant in it computed. */
  static RexNode fold(RexNode expression) {
    return new Folding(SqlTypes.REX).fold(expression);
  }

  @Override
  public void reduce(RexBuilder rex, List<RexNode> expressions, List<RexNode> reduced) {
    Folding folding = new Folding(rex);
    expressions.forEach(expression -> reduced.add(folding.fold(expression)));
  }

  private record Folding(RexBuilder rex) {

    RexNode fold(RexNode expression) {
      if (!(expression instanceof RexCall original)) {
        return expression;
      }
      List<RexNode> operands = original.getOperands().stream().map(this::fold).toList();
      RexCall call = original.clone(original.getType(), operands);
      if (isNull(call)) {
        return rex.makeNullLiteral(rex.getTypeFactory().createTypeWithNullability(call.type, true));
      }
      if (call.isA(SqlKind.CASE)) {
        return branch(call);
      }
      return value(call).map(literal -> typed(literal, call.getType())).orElse(call);
    }

    // Branches up to one whose condition is not known yet.
    private RexNode branch(RexCall call) {
      List<RexNode> operands = call.getOperands();
      int next = 0;
      while (next + 1 < operands.size() && operands.get(next) instanceof RexLiteral condition) {
        if (condition.isAlwaysTrue()) {
          return typed(operands.get(next + 1), call.getType());
        }
        next += 2;
      }
      if (next + 1 < operands.size()) {
        return next == 0
            ? call
            : call.clone(call.getType(), operands.subList(next, operands.size()));
      }
      return typed(operands.get(next), call.getType());
    }

    private static boolean isNull(RexCall call) {
      return Strong.policy(call) == Strong.Policy.ANY
          && call.getOperands().stream().anyMatch(RexLiteral::isNullLiteral);
    }

    private RexNode typed(RexNode literal, RelDataType type) {
      return literal.getType().equals(type) ? literal : rex.makeAbstractCast(type, literal, false);
    }

    private Optional<RexNode> value(RexCall call) {
      List<RexLiteral> operands =
          call.getOperands().stream().map(Folding::literal).flatMap(Optional::stream).toList();
      if (operands.size() != call.getOperands().size()) {
        return Optional.empty();
      }
      return switch (call.getKind()) {
        case CAST -> cast(operands.get(0), call.getType());
        case PLUS, MINUS, TIMES, MINUS_PREFIX ->
            SqlTypeUtil.isDatetime(call.getType())
                ? shifted(call, operands)
                : arithmetic(call, operands);
        default -> Optional.empty();
      };
    }

    // A cast to the nullable kind of its type changes no value.
    private static Optional<RexLiteral> literal(RexNode node) {
      RexNode value =
          node.isA(SqlKind.CAST)
                  && node instanceof RexCall cast
                  && cast.getType().getSqlTypeName()
                      == cast.getOperands().get(0).getType().getSqlTypeName()
                  && cast.getType().getPrecision()
                      == cast.getOperands().get(0).getType().getPrecision()
                  && cast.getType().getScale() == cast.getOperands().get(0).getType().getScale()
              ? cast.getOperands().get(0)
              : node;
      return value instanceof RexLiteral literal && !literal.isNull()
          ? Optional.of(literal)
          : Optional.empty();
    }

    private Optional<RexNode> arithmetic(RexCall call, List<RexLiteral> operands) {
      if (!SqlTypeUtil.isExactNumeric(call.getType())
          || !operands.stream()
              .allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()))) {
        return Optional.empty();
      }
      BigDecimal first = decimal(operands.get(0));
      BigDecimal value =
          switch (call.getKind()) {
            case PLUS -> first.add(decimal(operands.get(1)));
            case MINUS -> first.subtract(decimal(operands.get(1)));
            case TIMES -> first.multiply(decimal(operands.get(1)));
            default -> first.negate();
          };
      return exact(value, call.getType());
    }

    private static BigDecimal decimal(RexLiteral literal) {
      return java.util.Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
    }

    private Optional<RexNode> exact(BigDecimal value, RelDataType type) {
      BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      int scale = Math.max(0, type.getScale());
      boolean fits =
          plain.scale() <= scale
              && (SqlTypeUtil.isDecimal(type)
                  ? plain.precision() - plain.scale() <= type.getPrecision() - scale
                  : fitsInteger(plain, type.getSqlTypeName()));
      return fits
          ? Optional.of(rex.makeExactLiteral(plain.setScale(scale), notNull(type)))
          : Optional.empty();
    }

    private static boolean fitsInteger(BigDecimal value, SqlTypeName type) {
      int bits =
          switch (type) {
            case TINYINT -> 8;
            case SMALLINT -> 16;
            case INTEGER -> 32;
            case BIGINT -> 64;
            default -> 0;
          };
      return value.toBigInteger().bitLength() < bits;
    }

    private RelDataType notNull(RelDataType type) {
      return rex.getTypeFactory().createTypeWithNullability(type, false);
    }

    private Optional<RexNode> shifted(RexCall call, List<RexLiteral> operands) {
      if (operands.size() != 2 || call.isA(SqlKind.TIMES)) {
        return Optional.empty();
      }
      boolean swapped = SqlTypeUtil.isInterval(operands.get(0).getType());
      RexLiteral start = operands.get(swapped ? 1 : 0);
      RexLiteral interval = operands.get(swapped ? 0 : 1);
      if (!SqlTypeUtil.isInterval(interval.getType())
          || start.getType().getSqlTypeName() != call.getType().getSqlTypeName()) {
        return Optional.empty();
      }
      long amount = decimal(interval).longValueExact() * (call.isA(SqlKind.MINUS) ? -1 : 1);
      boolean months =
          interval.getType().getSqlTypeName().getFamily() == SqlTypeFamily.INTERVAL_YEAR_MONTH;
      try {
        return timestamp(start)
            .map(from -> months ? from.plusMonths(amount) : from.plus(amount, ChronoUnit.MILLIS))
            .flatMap(
                to ->
                    SqlTypeUtil.isDate(call.getType()) && !months && amount % MILLIS_A_DAY != 0
                        ? Optional.empty()
                        : datetime(to, call.getType()));
      } catch (DateTimeException e) {
        // Out of range: the engine that runs the query says so.
        return Optional.empty();
      }
    }

    private static Optional<LocalDateTime> timestamp(RexLiteral literal) {
      return switch (literal.getType().getSqlTypeName()) {
        case DATE ->
            Optional.ofNullable(literal.getValueAs(DateString.class))
                .map(date -> LocalDate.parse(date.toString()).atStartOfDay());
        case TIMESTAMP ->
            Optional.ofNullable(literal.getValueAs(TimestampString.class))
                .map(time -> LocalDateTime.parse(time.toString().replace(' ', 'T')));
        default -> Optional.empty();
      };
    }

    private Optional<RexNode> datetime(LocalDateTime value, RelDataType type) {
      if (value.getYear() < 1 || value.getYear() > 9999) {
        return Optional.empty();
      }
      DateString date = new DateString(value.toLocalDate().toString());
      if (SqlTypeUtil.isDate(type)) {
        return Optional.of(rex.makeDateLiteral(date));
      }
      TimestampString time =
          new TimestampString(
                  value.getYear(),
                  value.getMonthValue(),
                  value.getDayOfMonth(),
                  value.getHour(),
                  value.getMinute(),
                  value.getSecond())
              .withNanos(value.getNano());
      return time.equals(time.round(type.getPrecision()))
          ? Optional.of(rex.makeTimestampLiteral(time, type.getPrecision()))
          : Optional.empty();
    }

    private Optional<RexNode> cast(RexLiteral value, RelDataType type) {
      RelDataType from = value.getType();
      if (SqlTypeUtil.isExactNumeric(from)) {
        return number(decimal(value), type);
      }
      if (SqlTypeUtil.isCharacter(from)) {
        NlsString text = value.getValueAs(NlsString.class);
        return text == null ? Optional.empty() : parsed(text.getValue(), type);
      }
      return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
          ? timestamp(value).flatMap(time -> datetime(time, type))
          : Optional.empty();
    }

    private Optional<RexNode> number(BigDecimal value, RelDataType type) {
      if (SqlTypeUtil.isExactNumeric(type)) {
        return exact(value, type);
      }
      boolean whole = value.stripTrailingZeros().scale() <= 0;
      return type.getSqlTypeName() == SqlTypeName.DOUBLE
              && whole
              && value.abs().compareTo(EXACT_IN_DOUBLE) < 0
          ? Optional.of(rex.makeApproxLiteral(value, notNull(type)))
          : Optional.empty();
    }

    private Optional<RexNode> parsed(String text, RelDataType type) {
      try {
        if (SqlTypeUtil.isDate(type) && DATE.matcher(text).matches()) {
          return datetime(LocalDate.parse(text).atStartOfDay(), type);
        }
        if (type.getSqlTypeName() == SqlTypeName.TIMESTAMP && TIMESTAMP.matcher(text).matches()) {
          return datetime(LocalDateTime.parse(text.replace(' ', 'T')), type);
        }
      } catch (DateTimeException e) {
        // No such day: the engine that runs the query says so.
        return Optional.empty();
      }
      return SqlTypeUtil.isExactNumeric(type) && NUMBER.matcher(text).matches()
          ? exact(new BigDecimal(text), type)
          : Optional.empty();
    }
  }
}
