package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import io.meshgate.spi.ValueType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A column of a product's table.
 *
 * @param name the contract's name, which SQL uses
 * @param remoteName the source's name
 * @param type what its values are in Arrow
 * @param nullable whether NULLs may occur
 * @param description what it holds
 * @param tags tags that policies match on
 * @param classification the contract's classification, if any
 * @param primaryKeyPosition one-based position in the primary key; 0 if it is not part of it
 */
public record ProductColumn(
    String name,
    String remoteName,
    ValueType type,
    boolean nullable,
    Optional<String> description,
    List<String> tags,
    Optional<String> classification,
    int primaryKeyPosition) {

  public ProductColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(remoteName, "remoteName");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(classification, "classification");
    tags = ImmutableList.copyOf(tags);
  }

  /** A nullable column without further description, of the same name at the source. */
  public static ProductColumn of(String name, ArrowType type) {
    return of(name, ValueType.of(type));
  }

  /** A nullable column without further description, of the same name at the source. */
  public static ProductColumn of(String name, ValueType type) {
    return new ProductColumn(
        name, name, type, true, Optional.empty(), List.of(), Optional.empty(), 0);
  }
}
