package io.meshgate.spi;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The resolved configuration of one source: references to secrets are already replaced by values.
 *
 * @param name the source's name in the configuration
 * @param gateway the gateway's name, for statement comments and session names at the source
 * @param options option values by name; only names that the factory lists
 * @param folder folder of the configuration file, against which relative paths are resolved
 */
public record SourceConfig(String name, String gateway, Map<String, String> options, Path folder) {

  public SourceConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(folder, "folder");
    options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** The value of an option, if it was given. */
  public Optional<String> option(String optionName) {
    return Optional.ofNullable(options.get(optionName));
  }

  /**
   * The value of an option that must be there.
   *
   * @throws IllegalArgumentException if it was not given
   */
  public String require(String optionName) {
    return option(optionName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Source '" + name + "' needs the option '" + optionName + "'"));
  }

  /** Names the source and its option keys; values may be secret and are left out. */
  @Override
  public String toString() {
    return "SourceConfig[" + name + ", options=" + options.keySet() + "]";
  }
}
