package io.meshgate.server;

import com.google.common.collect.ImmutableMap;
import io.meshgate.spi.ConnectorFactory;
import java.util.Comparator;
import java.util.Map;
import java.util.ServiceLoader;

/** The kinds of sources that are on the class path. */
public final class ConnectorFactories {
  private ConnectorFactories() {}

  /** The factories by the value of {@code type:} in the configuration, in alphabetical order. */
  public static Map<String, ConnectorFactory> installed() {
    return ServiceLoader.load(ConnectorFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ConnectorFactory::type))
        .collect(ImmutableMap.toImmutableMap(ConnectorFactory::type, factory -> factory));
  }
}
