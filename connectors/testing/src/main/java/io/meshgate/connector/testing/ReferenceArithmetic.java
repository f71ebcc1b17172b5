package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Arithmetic: integers of 64 bits that overflow with an error, exact decimals, IEEE doubles. */
final class ReferenceArithmetic {

  private ReferenceArithmetic() {}

  static Optional<Reference> find(String operator, List<TypeKind> operands) {
    if (operands.isEmpty()) {
      return Optional.empty();
    }
    TypeKind kind = widest(operands);
    return switch (kind) {
      case INTEGER -> integer(operator, operands.size()).map(f -> Reference.strict(kind, f));
      case DECIMAL -> decimal(operator, operands.size()).map(f -> Reference.strict(kind, f));
      case REAL, DOUBLE -> floating(operator, operands.size(), kind);
      default -> Optional.empty();
    };
  }

  private static TypeKind widest(List<TypeKind> operands) {
    return operands.stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  private static Optional<Reference.StrictFunction> integer(String operator, int arity) {
    return Optional.ofNullable(
        switch (operator + arity) {
          case "+2" -> o -> checked(() -> Math.addExact((Long) o[0], (Long) o[1]));
          case "-2" -> o -> checked(() -> Math.subtractExact((Long) o[0], (Long) o[1]));
          case "*2" -> o -> checked(() -> Math.multiplyExact((Long) o[0], (Long) o[1]));
          case "-1" -> o -> checked(() -> Math.negateExact((Long) o[0]));
          case "ABS1" -> o -> checked(() -> Math.absExact((Long) o[0]));
          case "/2" -> o -> divide((Long) o[0], (Long) o[1]);
          case "MOD2" ->
              o ->
                  (Long) o[1] == 0
                      ? Outcome.divisionByZero()
                      : Outcome.value((Long) o[0] % (Long) o[1]);
          default -> null;
        });
  }

  private static Outcome divide(long dividend, long divisor) {
    if (divisor == 0) {
      return Outcome.divisionByZero();
    }
    return dividend == Long.MIN_VALUE && divisor == -1
        ? Outcome.overflow()
        : Outcome.value(dividend / divisor);
  }

  private static Outcome checked(LongSupplier operation) {
    try {
      return Outcome.value(operation.getAsLong());
    } catch (ArithmeticException overflow) {
      return Outcome.overflow();
    }
  }

  private static Optional<Reference.StrictFunction> decimal(String operator, int arity) {
    return Optional.ofNullable(
        switch (operator + arity) {
          case "+2" -> o -> Outcome.value(exact(o[0]).add(exact(o[1])));
          case "-2" -> o -> Outcome.value(exact(o[0]).subtract(exact(o[1])));
          case "*2" -> o -> fitting(exact(o[0]).multiply(exact(o[1])));
          case "-1" -> o -> Outcome.value(exact(o[0]).negate());
          case "ABS1" -> o -> Outcome.value(exact(o[0]).abs());
          case "FLOOR1" -> o -> Outcome.value(exact(o[0]).setScale(0, RoundingMode.FLOOR));
          case "CEIL1" -> o -> Outcome.value(exact(o[0]).setScale(0, RoundingMode.CEILING));
          case "MOD2" ->
              o ->
                  exact(o[1]).signum() == 0
                      ? Outcome.divisionByZero()
                      : Outcome.value(exact(o[0]).remainder(exact(o[1])));
          default -> null;
        });
  }

  /** The suite casts every decimal result to one type. */
  private static Outcome fitting(BigDecimal result) {
    return result.precision() - result.scale() > Values.RESULT_PRECISION - Values.RESULT_SCALE
        ? Outcome.overflow()
        : Outcome.value(result);
  }

  private static BigDecimal exact(Object number) {
    return Values.exact(number);
  }

  private static Optional<Reference> floating(String operator, int arity, TypeKind kind) {
    Optional<Reference.StrictFunction> function =
        Optional.ofNullable(
            switch (operator + arity) {
              case "+2" -> o -> number(kind, real(o[0]) + real(o[1]));
              case "-2" -> o -> number(kind, real(o[0]) - real(o[1]));
              case "*2" -> o -> number(kind, real(o[0]) * real(o[1]));
              case "/2" ->
                  o ->
                      real(o[1]) == 0
                          ? Outcome.divisionByZero()
                          : number(kind, real(o[0]) / real(o[1]));
              case "-1" -> o -> number(kind, -real(o[0]));
              case "ABS1" -> o -> number(kind, Math.abs(real(o[0])));
              case "FLOOR1" -> o -> number(kind, Math.floor(real(o[0])));
              case "CEIL1" -> o -> number(kind, Math.ceil(real(o[0])));
              default -> null;
            });
    return function.map(f -> Reference.strict(kind, f));
  }

  private static double real(Object number) {
    return ((Number) number).doubleValue();
  }

  /** One operation in double on two floats, rounded once more, is the float operation. */
  private static Outcome number(TypeKind kind, double value) {
    return Outcome.value(kind == TypeKind.REAL ? (Object) (float) value : (Object) value);
  }
}
