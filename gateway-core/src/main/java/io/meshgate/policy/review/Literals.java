package io.meshgate.policy.review;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;

/** The literals of some expressions, by what they are: the values at which conditions turn. */
final class Literals {

  private final Set<String> texts = new LinkedHashSet<>();
  private final Set<String> patterns = new LinkedHashSet<>();
  private final Set<BigDecimal> numbers = new LinkedHashSet<>();
  private final Set<Long> days = new LinkedHashSet<>();
  private final Set<Long> millis = new LinkedHashSet<>();
  private final Set<Long> times = new LinkedHashSet<>();

  private Literals() {}

  static Literals of(RexNode... expressions) {
    Literals literals = new Literals();
    for (RexNode expression : expressions) {
      expression.accept(literals.new Collector());
    }
    return literals;
  }

  Set<String> texts() {
    return texts;
  }

  /** Patterns of LIKE. */
  Set<String> patterns() {
    return patterns;
  }

  Set<BigDecimal> numbers() {
    return numbers;
  }

  /** Dates, as days since 1970. */
  Set<Long> days() {
    return days;
  }

  /** Timestamps, as milliseconds since 1970. */
  Set<Long> millis() {
    return millis;
  }

  /** Times, as milliseconds of the day. */
  Set<Long> times() {
    return times;
  }

  private final class Collector extends RexVisitorImpl<Void> {
    Collector() {
      super(true);
    }

    @Override
    public Void visitCall(RexCall call) {
      if (call.getKind() == SqlKind.LIKE
          && call.getOperands().get(1) instanceof RexLiteral pattern) {
        patterns.add(String.valueOf(pattern.getValueAs(String.class)));
      }
      return super.visitCall(call);
    }

    @Override
    public Void visitLiteral(RexLiteral literal) {
      if (literal.isNull()) {
        return null;
      }
      switch (literal.getTypeName()) {
        case CHAR, VARCHAR -> texts.add(String.valueOf(literal.getValueAs(String.class)));
        case DECIMAL, DOUBLE, REAL, FLOAT, INTEGER, BIGINT ->
            numbers.add(literal.getValueAs(BigDecimal.class));
        case DATE -> days.add(number(literal));
        case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> millis.add(number(literal));
        case TIME -> times.add(number(literal));
        default -> {
          // Truth values are few enough to be tried all; symbols are no values.
        }
      }
      return null;
    }

    private static long number(RexLiteral literal) {
      return literal.getTypeName() == org.apache.calcite.sql.type.SqlTypeName.TIMESTAMP
              || literal.getTypeName()
                  == org.apache.calcite.sql.type.SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
          ? literal.getValueAs(Long.class)
          : literal.getValueAs(Integer.class).longValue();
    }
  }
}
