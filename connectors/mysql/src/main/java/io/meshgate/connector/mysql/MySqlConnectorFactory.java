package io.meshgate.connector.mysql;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.jdbc.ConnectionPool;
import io.meshgate.connector.jdbc.PoolOptions;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mariadb.jdbc.MariaDbDataSource;

/** Makes connectors for sources of type {@code mysql}: MySQL and MariaDB servers. */
public final class MySqlConnectorFactory implements ConnectorFactory {

  private static final int DEFAULT_PORT = 3306;
  private static final int HIGHEST_PORT = 65535;
  private static final Pattern HOST = Pattern.compile("[\\p{Alnum}._-]+|\\[[0-9a-fA-F:.]+]");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "trust", "verify-ca", "verify-full");

  @Override
  public String type() {
    return "mysql";
  }

  @Override
  public List<SourceOption> options() {
    return ImmutableList.<SourceOption>builder()
        .add(
            SourceOption.required("host", "host name or address of the server"),
            SourceOption.optional("port", "3306", "port of the server"),
            SourceOption.required("database", "database of tables that are named without one"),
            SourceOption.required("user", "account that the gateway logs in as"),
            SourceOption.secret("password", "the account's password"),
            SourceOption.optional("sslMode", "disable", "disable, trust, verify-ca or verify-full"),
            SourceOption.optional(
                "sslRootCert", "file of the certificates that verify-ca and verify-full trust"),
            SourceOption.optional(
                "tinyint1AsBoolean", "true", "whether tinyint(1) is a boolean or a small number"))
        .addAll(PoolOptions.options())
        .build();
  }

  @Override
  public Connector create(SourceConfig config) {
    MySqlTypes.TinyInt tinyInt =
        flag(config, "tinyint1AsBoolean") ? MySqlTypes.TinyInt.BOOLEAN : MySqlTypes.TinyInt.INTEGER;
    return new MySqlConnector(config, new ConnectionPool(config, database(config)), tinyInt);
  }

  private static boolean flag(SourceConfig config, String option) {
    String text = config.option(option).orElse("true");
    if (!text.equals("true") && !text.equals("false")) {
      throw refusal(config, option, "true or false");
    }
    return text.equals("true");
  }

  private static MariaDbDataSource database(SourceConfig config) {
    try {
      MariaDbDataSource database = new MariaDbDataSource(url(config));
      database.setUser(config.require("user"));
      if (config.option("password").isPresent()) {
        database.setPassword(config.require("password"));
      }
      return database;
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "The options of source '" + config.name() + "' make no address: " + e.getMessage(), e);
    }
  }

  private static String url(SourceConfig config) {
    String host = config.require("host");
    if (!HOST.matcher(host).matches()) {
      throw refusal(config, "host", "a host name or an address");
    }
    StringBuilder url = new StringBuilder("jdbc:mariadb://").append(host);
    url.append(':').append(PoolOptions.integer(config, "port", DEFAULT_PORT, HIGHEST_PORT));
    url.append("/?connectTimeout=").append(PoolOptions.of(config).connectTimeout().toMillis());
    url.append("&sslMode=").append(sslMode(config));
    config
        .option("sslRootCert")
        .ifPresent(file -> append(url, "serverSslCert", config.folder().resolve(file).toString()));
    append(url, "connectionAttributes", "program_name:meshgate " + config.gateway());
    // Prepared statements at the server use the binary protocol, which this driver reads slower.
    url.append("&useServerPrepStmts=false&allowLocalInfile=false&allowMultiQueries=false");
    return url.toString();
  }

  private static void append(StringBuilder url, String key, String value) {
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
    url.append('&').append(key).append('=').append(encoded);
  }

  private static String sslMode(SourceConfig config) {
    String mode = config.option("sslMode").orElse("disable");
    if (!SSL_MODES.contains(mode)) {
      throw refusal(config, "sslMode", "disable, trust, verify-ca or verify-full");
    }
    return mode;
  }

  private static IllegalArgumentException refusal(
      SourceConfig config, String option, String expected) {
    return new IllegalArgumentException(
        "Option '%s' of source '%s' must be %s".formatted(option, config.name(), expected));
  }
}
