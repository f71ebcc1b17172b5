package io.meshgate.connector.postgres;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.jdbc.ConnectionPool;
import io.meshgate.connector.jdbc.PoolOptions;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslMode;

/** Makes connectors for sources of type {@code postgres}. */
public final class PostgresConnectorFactory implements ConnectorFactory {

  private static final int DEFAULT_PORT = 5432;
  private static final int HIGHEST_PORT = 65535;
  private static final int CANCEL_SECONDS = 5;

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public List<SourceOption> options() {
    return ImmutableList.<SourceOption>builder()
        .add(
            SourceOption.required("host", "host name or address of the server"),
            SourceOption.optional("port", "5432", "port of the server"),
            SourceOption.required("database", "database on the server"),
            SourceOption.optional(
                "schema", "public", "schema of tables that are named without one"),
            SourceOption.required("user", "role that the gateway logs in as"),
            SourceOption.secret("password", "the role's password"),
            SourceOption.optional(
                "sslMode", "prefer", "disable, allow, prefer, require, verify-ca or verify-full"),
            SourceOption.optional(
                "sslRootCert", "file of the certificates that verify-ca and verify-full trust"),
            SourceOption.optional(
                "applicationName", "how the gateway's sessions show in pg_stat_activity"),
            SourceOption.optional(
                "transfer",
                "copy",
                "copy for binary COPY; cursor for servers that speak only the query protocol"))
        .addAll(PoolOptions.options())
        .build();
  }

  @Override
  public Connector create(SourceConfig config) {
    Transfer transfer = Transfer.of(config);
    return new PostgresConnector(config, new ConnectionPool(config, database(config)), transfer);
  }

  private static PGSimpleDataSource database(SourceConfig config) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setServerNames(new String[] {config.require("host")});
    database.setPortNumbers(
        new int[] {PoolOptions.integer(config, "port", DEFAULT_PORT, HIGHEST_PORT)});
    database.setDatabaseName(config.require("database"));
    database.setUser(config.require("user"));
    config.option("password").ifPresent(database::setPassword);
    database.setSslMode(sslMode(config).value);
    config
        .option("sslRootCert")
        .ifPresent(file -> database.setSslRootCert(config.folder().resolve(file).toString()));
    database.setApplicationName(
        config.option("applicationName").orElse("meshgate " + config.gateway()));
    int seconds = Math.toIntExact(PoolOptions.of(config).connectTimeout().toSeconds());
    database.setConnectTimeout(seconds);
    database.setLoginTimeout(seconds);
    database.setCancelSignalTimeout(CANCEL_SECONDS);
    database.setTcpKeepAlive(true);
    // Details quote row values, and named statements do not survive a pooler between us.
    database.setLogServerErrorDetail(false);
    database.setPrepareThreshold(0);
    return database;
  }

  private static SslMode sslMode(SourceConfig config) {
    String text = config.option("sslMode").orElse(SslMode.PREFER.value);
    return Arrays.stream(SslMode.values())
        .filter(mode -> mode.value.equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Option 'sslMode' of source '%s' must be one of %s"
                        .formatted(
                            config.name(),
                            Arrays.stream(SslMode.values())
                                .map(mode -> mode.value)
                                .collect(Collectors.joining(", ")))));
  }
}
