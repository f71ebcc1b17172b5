package io.meshgate.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.spi.SourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolOptionsTest {

  @Test
  void hasDefaults() {
    assertThat(PoolOptions.of(config(Map.of())))
        .isEqualTo(new PoolOptions(8, Duration.ofSeconds(10)));
  }

  @Test
  void keepsOneConnectionForDescribing() {
    assertThat(PoolOptions.of(config(Map.of("maxConnections", "4"))).concurrentScans())
        .isEqualTo(3);
    assertThat(PoolOptions.of(config(Map.of("maxConnections", "1"))).concurrentScans())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "1001", "99999999999"})
  void refusesWhatIsNoSensibleNumber(String value) {
    assertThatThrownBy(() -> PoolOptions.of(config(Map.of("maxConnections", value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Option 'maxConnections' of source 'erp' must be a whole number from 1 to 1000");
  }

  private static SourceConfig config(Map<String, String> options) {
    return new SourceConfig("erp", "demo", options, Path.of("."));
  }
}
