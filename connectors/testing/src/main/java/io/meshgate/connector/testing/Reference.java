package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator as the gateway defines it, written in Java without regard to any store.
 *
 * @param result family of the result
 * @param function the operator
 */
record Reference(TypeKind result, Function function) {

  /** Computes an outcome from operands. */
  @FunctionalInterface
  interface Function {
    Outcome apply(List<@Nullable Object> operands);
  }

  /** An operator that is NULL as soon as an operand is. */
  static Reference strict(TypeKind result, StrictFunction function) {
    return new Reference(
        result,
        operands ->
            operands.contains(null)
                ? Outcome.value(null)
                : function.apply(operands.toArray(Object[]::new)));
  }

  /** Computes an outcome from operands that are not NULL. */
  @FunctionalInterface
  interface StrictFunction {
    Outcome apply(Object[] operands);
  }
}
