package io.meshgate.plan;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is known only now into a plan: values of parameters, and the session's clock and user.
 *
 * <p>Values become typed literals, never text.
 */
final class Parameters {

  private final RexBuilder rex = SqlTypes.REX;
  private final QuerySession session;
  private final List<?> values;
  private final Instant now = Instant.now();

  Parameters(QuerySession session, List<?> values) {
    this.session = session;
    this.values = new ArrayList<>(values);
  }

  /** One nullable field a parameter, named by its position. */
  static Schema schema(List<RelDataType> types) {
    List<Field> fields = new ArrayList<>();
    for (RelDataType type : types) {
      ArrowType arrow =
          type.getSqlTypeName() == SqlTypeName.ANY || type.getSqlTypeName() == SqlTypeName.UNKNOWN
              ? ArrowType.Utf8.INSTANCE
              : SqlTypes.toArrow(type);
      fields.add(new Field("parameter_" + (fields.size() + 1), FieldType.nullable(arrow), null));
    }
    return new Schema(fields);
  }

  /**
   * Binds the values.
   *
   * @throws QueryException if their number or a type does not fit
   */
  RelNode bind(Resolved resolved) {
    int expected = resolved.parameters().size();
    if (values.size() != expected) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "The statement has " + expected + " parameters, but " + values.size() + " were given");
    }
    return bind(resolved.rel());
  }

  private RelNode bind(RelNode rel) {
    return PlanExpressions.rewrite(rel, new Binding()).accept(new Bounds());
  }

  /** Makes numbers of rows constants again, which the planner asks for. */
  private static final class Bounds extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode other) {
      RelNode visited = super.visit(other);
      return visited instanceof LogicalSort sort
          ? LogicalSort.create(
              sort.getInput(), sort.getCollation(), rows(sort.offset), rows(sort.fetch))
          : visited;
    }

    private static @Nullable RexNode rows(@Nullable RexNode bound) {
      if (bound == null || RexLiteral.isNullLiteral(bound)) {
        return null;
      }
      RexNode number = bound.isA(SqlKind.CAST) ? ((RexCall) bound).getOperands().get(0) : bound;
      BigDecimal rows =
          number instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
      if (rows == null || rows.signum() < 0) {
        throw new QueryException(
            ErrorCode.INVALID_QUERY, "LIMIT, FETCH and OFFSET take a number of rows, zero or more");
      }
      return SqlTypes.REX.makeExactLiteral(rows, number.getType());
    }
  }

  private final class Binding extends RexShuttle {
    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
      return visited.clone(bind(visited.rel));
    }

    @Override
    public RexNode visitDynamicParam(RexDynamicParam parameter) {
      int index = parameter.getIndex();
      try {
        return literal(values.get(index), parameter.getType());
      } catch (IllegalArgumentException | ClassCastException e) {
        throw new QueryException(
            ErrorCode.INVALID_QUERY,
            "Parameter " + (index + 1) + " does not fit the type " + parameter.getType(),
            e);
      }
    }

    @Override
    public RexNode visitCall(RexCall call) {
      LocalDateTime local = LocalDateTime.ofInstant(now, session.timeZone());
      String name = call.getOperator().getName();
      return switch (name) {
        case "CURRENT_DATE" -> literal(local.toLocalDate(), call.getType());
        case "LOCALTIME", "CURRENT_TIME" -> literal(local.toLocalTime(), call.getType());
        case "LOCALTIMESTAMP", "CURRENT_TIMESTAMP" -> literal(local, call.getType());
        case "CURRENT_USER", "USER", "SESSION_USER" ->
            literal(session.principal().subject(), call.getType());
        default -> withoutNullComparison(super.visitCall(call));
      };
    }
  }

  // The planner's library fails on a comparison with NULL among the conditions of a query.
  private RexNode withoutNullComparison(RexNode node) {
    return node instanceof RexCall call
            && call.isA(SqlKind.COMPARISON)
            && call.getOperands().stream().anyMatch(RexLiteral::isNullLiteral)
        ? rex.makeNullLiteral(SqlTypes.FACTORY.createTypeWithNullability(call.getType(), true))
        : node;
  }

  private RexNode literal(@Nullable Object value, RelDataType type) {
    RelDataType nullable = SqlTypes.FACTORY.createTypeWithNullability(type, true);
    if (value == null) {
      return rex.makeNullLiteral(nullable);
    }
    return rex.makeAbstractCast(nullable, constant(value), false);
  }

  private RexNode constant(Object value) {
    if (value instanceof Boolean flag) {
      return rex.makeLiteral(flag);
    }
    if (value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long) {
      return rex.makeBigintLiteral(BigDecimal.valueOf(((Number) value).longValue()));
    }
    if (value instanceof BigDecimal decimal) {
      return rex.makeExactLiteral(decimal);
    }
    if (value instanceof Float || value instanceof Double) {
      return floating(((Number) value).doubleValue());
    }
    if (value instanceof CharSequence text) {
      return rex.makeLiteral(
          text.toString(), SqlTypes.FACTORY.createSqlType(SqlTypeName.VARCHAR), false);
    }
    if (value instanceof byte[] bytes) {
      return rex.makeBinaryLiteral(new ByteString(bytes));
    }
    return temporal(value);
  }

  private RexNode floating(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("Not a finite number");
    }
    return rex.makeApproxLiteral(BigDecimal.valueOf(value));
  }

  private RexNode temporal(Object value) {
    if (value instanceof LocalDate date) {
      return rex.makeDateLiteral(new DateString(date.toString()));
    }
    if (value instanceof LocalTime time) {
      String text = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
      return rex.makeTimeLiteral(new TimeString(text).withNanos(time.getNano()), 6);
    }
    if (value instanceof LocalDateTime timestamp) {
      return rex.makeTimestampLiteral(timestampString(timestamp), 6);
    }
    if (value instanceof Instant instant) {
      return rex.makeTimestampWithLocalTimeZoneLiteral(
          timestampString(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)), 6);
    }
    throw new IllegalArgumentException("No SQL value for " + value.getClass().getSimpleName());
  }

  private static TimestampString timestampString(LocalDateTime timestamp) {
    return new TimestampString(
            timestamp.getYear(),
            timestamp.getMonthValue(),
            timestamp.getDayOfMonth(),
            timestamp.getHour(),
            timestamp.getMinute(),
            timestamp.getSecond())
        .withNanos(timestamp.getNano() / 1000 * 1000);
  }
}
