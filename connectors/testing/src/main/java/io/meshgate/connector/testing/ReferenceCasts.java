package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/** Casts whose result no engine can dispute. */
final class ReferenceCasts {

  private ReferenceCasts() {}

  static Optional<Reference> find(TypeKind from, TypeKind to) {
    if (from == to) {
      return cast(to, value -> value);
    }
    return switch (to) {
      case DECIMAL -> from == TypeKind.INTEGER ? cast(to, ReferenceCasts::wide) : Optional.empty();
      case DOUBLE ->
          from == TypeKind.INTEGER || from == TypeKind.DECIMAL || from == TypeKind.REAL
              ? cast(to, value -> ((Number) value).doubleValue())
              : Optional.empty();
      case TEXT -> text(from);
      case TIMESTAMP ->
          from == TypeKind.DATE
              ? cast(to, value -> ((LocalDate) value).atStartOfDay())
              : Optional.empty();
      case DATE ->
          from == TypeKind.TIMESTAMP
              ? cast(to, value -> ((LocalDateTime) value).toLocalDate())
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Object wide(Object value) {
    return BigDecimal.valueOf((Long) value);
  }

  private static Optional<Reference> text(TypeKind from) {
    return switch (from) {
      case BOOLEAN, INTEGER, DATE -> cast(TypeKind.TEXT, Object::toString);
      case DECIMAL -> cast(TypeKind.TEXT, value -> ((BigDecimal) value).toPlainString());
      default -> Optional.empty();
    };
  }

  private interface Conversion {
    Object of(Object value);
  }

  private static Optional<Reference> cast(TypeKind to, Conversion conversion) {
    return Optional.of(Reference.strict(to, o -> Outcome.value(conversion.of(o[0]))));
  }
}
