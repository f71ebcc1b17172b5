package io.meshgate.catalog.config;

import io.meshgate.document.YamlNode;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import java.util.Objects;

/**
 * A source as the configuration names it.
 *
 * @param factory makes its connector
 * @param config its name and options
 * @param at its place in the file
 */
public record SourceDefinition(ConnectorFactory factory, SourceConfig config, YamlNode at) {

  public SourceDefinition {
    Objects.requireNonNull(factory, "factory");
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(at, "at");
  }

  /** Names the source; the place holds its options, which may be secret. */
  @Override
  public String toString() {
    return "SourceDefinition[" + config.name() + ", type=" + factory.type() + "]";
  }
}
