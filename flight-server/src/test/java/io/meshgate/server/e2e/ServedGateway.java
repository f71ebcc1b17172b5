package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.MeshgateProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, which can be killed. */
record ServedGateway(Process process, Path log) implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("serves on \\S+:(\\d+)");

  /** Serves a folder without encryption, and returns when it takes calls. */
  static ServedGateway start(Path folder) throws Exception {
    return start(folder, Map.of());
  }

  /** The same in an environment of more variables. */
  static ServedGateway start(Path folder, Map<String, String> environment) throws Exception {
    Path log = Files.createTempFile(folder, "gateway", ".log");
    ProcessBuilder builder =
        MeshgateProcess.of(
                List.of(
                    "serve",
                    "--config",
                    folder.resolve("mesh.yaml").toString(),
                    "--port",
                    "0",
                    "--insecure"))
            .redirectOutput(log.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    ServedGateway gateway = new ServedGateway(process, log);
    Poll.until("the gateway is ready", () -> !process.isAlive() || gateway.port() > 0);
    assertThat(gateway.port()).as("%s", Files.readString(log)).isPositive();
    return gateway;
  }

  private int port() {
    try {
      Matcher address = ADDRESS.matcher(Files.readString(log));
      return address.find() ? Integer.parseInt(address.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("The gateway's output cannot be read", e);
    }
  }

  Connection jdbc(String user) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", user + "-password");
    properties.put("useEncryption", "false");
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://localhost:" + port() + "/", properties);
  }

  /** Ends it as a failing machine does: it gets no time for anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
