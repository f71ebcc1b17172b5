package io.meshgate.system;

import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/** SQL types as people write them. */
final class TypeText {

  private TypeText() {}

  /** The name of a type without its parameters, for example {@code DECIMAL}. */
  static String name(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return switch (name) {
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "TIMESTAMP WITH TIME ZONE";
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH -> "INTERVAL YEAR TO MONTH";
      default -> name.getName().replace('_', ' ');
    };
  }

  /** A type with what a reader needs to know of it, for example {@code DECIMAL(10, 2)}. */
  static String of(RelDataType type) {
    RelDataType component = type.getComponentType();
    return switch (type.getSqlTypeName()) {
      case DECIMAL -> "DECIMAL(" + type.getPrecision() + ", " + type.getScale() + ")";
      case ARRAY, MULTISET -> component == null ? name(type) : of(component) + " ARRAY";
      case ROW ->
          type.getFieldList().stream()
              .map(field -> field.getName() + " " + of(field.getType()))
              .collect(Collectors.joining(", ", "ROW(", ")"));
      case MAP -> {
        RelDataType key = type.getKeyType();
        RelDataType value = type.getValueType();
        yield key == null || value == null ? name(type) : "MAP(" + of(key) + ", " + of(value) + ")";
      }
      default -> name(type);
    };
  }
}
