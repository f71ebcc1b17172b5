package io.meshgate.connector.duckdb;

import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.util.List;

/** Makes sources of type {@code duckdb}. */
public final class DuckDbConnectorFactory implements ConnectorFactory {

  @Override
  public String type() {
    return "duckdb";
  }

  @Override
  public List<SourceOption> options() {
    return DuckDbSettings.OPTIONS;
  }

  @Override
  public Connector create(SourceConfig config) {
    return new DuckDbConnector(DuckDbSettings.of(config));
  }
}
