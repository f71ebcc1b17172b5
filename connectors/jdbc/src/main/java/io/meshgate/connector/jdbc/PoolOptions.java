package io.meshgate.connector.jdbc;

import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The options that every source with a pool takes.
 *
 * @param maxConnections most connections that the gateway holds at the source
 * @param connectTimeout how long a call waits for a connection
 */
public record PoolOptions(int maxConnections, Duration connectTimeout) {

  private static final String MAX_CONNECTIONS = "maxConnections";
  private static final String CONNECT_TIMEOUT = "connectTimeoutSeconds";
  private static final int DEFAULT_CONNECTIONS = 8;
  private static final int DEFAULT_TIMEOUT = 10;

  public PoolOptions {
    Objects.requireNonNull(connectTimeout, "connectTimeout");
  }

  /** How the options show in help texts. */
  public static List<SourceOption> options() {
    return List.of(
        SourceOption.optional(
            MAX_CONNECTIONS,
            Integer.toString(DEFAULT_CONNECTIONS),
            "most connections that the gateway holds at this source"),
        SourceOption.optional(
            CONNECT_TIMEOUT,
            Integer.toString(DEFAULT_TIMEOUT),
            "seconds that a query waits for a connection"));
  }

  /**
   * Reads the options of one source.
   *
   * @throws IllegalArgumentException if a value is not a whole number in range
   */
  public static PoolOptions of(SourceConfig config) {
    return new PoolOptions(
        integer(config, MAX_CONNECTIONS, DEFAULT_CONNECTIONS, 1000),
        Duration.ofSeconds(integer(config, CONNECT_TIMEOUT, DEFAULT_TIMEOUT, 3600)));
  }

  /**
   * A whole number from 1 to {@code most}, or the default if the option was not given.
   *
   * @throws IllegalArgumentException if the value is anything else
   */
  public static int integer(SourceConfig config, String option, int defaultValue, int most) {
    String text = config.option(option).orElse(Integer.toString(defaultValue));
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(refusal(config, option, most), e);
    }
    throw new IllegalArgumentException(refusal(config, option, most));
  }

  /** Scans that may run at once: one connection is kept for describing tables. */
  public int concurrentScans() {
    return Math.max(1, maxConnections - 1);
  }

  private static String refusal(SourceConfig config, String option, int most) {
    return "Option '%s' of source '%s' must be a whole number from 1 to %d"
        .formatted(option, config.name(), most);
  }
}
