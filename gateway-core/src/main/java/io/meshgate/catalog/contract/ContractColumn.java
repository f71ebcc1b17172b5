package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.YamlNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A property of a schema object.
 *
 * @param name its name in SQL
 * @param physicalName its name at the source, if it differs
 * @param type what the contract says of its type
 * @param primaryKeyPosition one-based position in the primary key; 0 if it is not part of it
 * @param description what it holds
 * @param tags its tags
 * @param classification its classification, if any
 * @param at its place in the file
 */
public record ContractColumn(
    String name,
    Optional<String> physicalName,
    ContractType type,
    int primaryKeyPosition,
    Optional<String> description,
    List<String> tags,
    Optional<String> classification,
    YamlNode at) {

  public ContractColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(physicalName, "physicalName");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(classification, "classification");
    Objects.requireNonNull(at, "at");
    tags = ImmutableList.copyOf(tags);
  }

  /** Its name at the source. */
  public String remoteName() {
    return physicalName.orElse(name);
  }
}
