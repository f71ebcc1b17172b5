package io.meshgate.spi;

import java.util.List;
import java.util.Objects;

/**
 * A scalar operator or aggregate function that a source runs exactly as the gateway would, NULLs,
 * ties and errors included.
 *
 * <p>{@code operator} is the gateway's name of the operator in upper case: {@code =}, {@code <>},
 * {@code <}, {@code AND}, {@code IS NULL}, {@code LIKE}, {@code +}, {@code CASE}, {@code COALESCE},
 * {@code SUBSTRING}, {@code CHAR_LENGTH}, {@code EXTRACT YEAR}, {@code CAST DECIMAL} (a cast is
 * named with its target's {@link TypeKind}), {@code COUNT}, {@code SUM}, {@code MIN}.
 *
 * @param operator the gateway's operator name
 * @param operands families of the operands, in order; with {@code variadic}, of every operand
 * @param variadic whether any number of operands is taken, all of the listed families
 * @param template the source's SQL with {@code {0}}, {@code {1}} … for the rendered operands; empty
 *     for the standard rendering of the operator
 */
public record RemoteFunction(
    String operator, List<TypeKind> operands, boolean variadic, String template) {

  public RemoteFunction {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(template, "template");
    operands = List.copyOf(operands);
  }

  /** An operator in its standard rendering on operands of exactly these families. */
  public static RemoteFunction of(String operator, TypeKind... operands) {
    return new RemoteFunction(operator, List.of(operands), false, "");
  }

  /** An operator with a rendering of its own. */
  public static RemoteFunction template(String operator, String template, TypeKind... operands) {
    return new RemoteFunction(operator, List.of(operands), false, template);
  }

  /** An operator in its standard rendering on any number of operands of these families. */
  public static RemoteFunction variadic(String operator, TypeKind... operands) {
    return new RemoteFunction(operator, List.of(operands), true, "");
  }
}
