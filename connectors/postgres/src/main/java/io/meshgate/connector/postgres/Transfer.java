package io.meshgate.connector.postgres;

import io.meshgate.spi.SourceConfig;

/** How rows leave the server. */
enum Transfer {
  /** Binary {@code COPY ... TO STDOUT}: the fastest way, which every PostgreSQL has. */
  COPY,
  /** A cursor through JDBC, for servers that speak the protocol but have no binary COPY. */
  CURSOR;

  static Transfer of(SourceConfig config) {
    String text = config.option("transfer").orElse("copy");
    return switch (text) {
      case "copy" -> COPY;
      case "cursor" -> CURSOR;
      default ->
          throw new IllegalArgumentException(
              "Option 'transfer' of source '%s' must be copy or cursor".formatted(config.name()));
    };
  }
}
