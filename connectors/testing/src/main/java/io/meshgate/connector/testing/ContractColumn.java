package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A column of the agreed tables.
 *
 * @param name lower case letters, digits and underscores
 * @param type the Arrow type that {@code describe} must report
 * @param nullability whether the store is to declare it {@code NOT NULL}
 */
public record ContractColumn(String name, ArrowType type, Nullability nullability) {

  /** Whether a column takes NULL. */
  public enum Nullability {
    NULLABLE,
    NOT_NULL
  }

  public ContractColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(nullability, "nullability");
  }

  static ContractColumn nullable(String name, ArrowType type) {
    return new ContractColumn(name, type, Nullability.NULLABLE);
  }

  static ContractColumn notNull(String name, ArrowType type) {
    return new ContractColumn(name, type, Nullability.NOT_NULL);
  }

  /** The family of the type. */
  public TypeKind kind() {
    return Kinds.of(type);
  }

  /** Whether the store is to take NULL. */
  public boolean isNullable() {
    return nullability == Nullability.NULLABLE;
  }
}
