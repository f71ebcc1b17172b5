package io.meshgate.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresConnectorFactoryTest {

  private static final Map<String, String> LEAST =
      Map.of("host", "db.example.org", "database", "ops", "user", "gateway");

  @Test
  void isFoundByItsType() {
    List<String> types =
        ServiceLoader.load(ConnectorFactory.class).stream()
            .map(provider -> provider.get().type())
            .collect(Collectors.toList());
    assertThat(types).containsExactly("postgres");
  }

  @Test
  void makesAConnectorWithoutAServer() {
    try (Connector connector = create(LEAST)) {
      assertThat(connector.capabilities().maxConcurrentScans()).isEqualTo(7);
    }
  }

  @Test
  void keepsThePasswordSecret() {
    assertThat(new PostgresConnectorFactory().options())
        .filteredOn(option -> option.kind() == SourceOption.Kind.SECRET)
        .extracting(SourceOption::name)
        .containsExactly("password");
  }

  @ParameterizedTest
  @CsvSource({
    "port, 0, a whole number from 1 to 65535",
    "port, x, a whole number from 1 to 65535",
    "sslMode, on, 'one of disable, allow, prefer, require, verify-ca, verify-full'",
    "transfer, text, copy or cursor",
    "maxConnections, 0, a whole number from 1 to 1000",
  })
  void refusesAValueThatMakesNoSense(String option, String value, String wanted) {
    Map<String, String> options = new HashMap<>(LEAST);
    options.put(option, value);
    assertThatThrownBy(() -> create(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option '%s' of source 'erp' must be %s".formatted(option, wanted));
  }

  @Test
  void needsAHost() {
    assertThatThrownBy(() -> create(Map.of("database", "ops", "user", "gateway")))
        .hasMessage("Source 'erp' needs the option 'host'");
  }

  private static Connector create(Map<String, String> options) {
    return new PostgresConnectorFactory()
        .create(new SourceConfig("erp", "demo", options, Path.of(".")));
  }
}
