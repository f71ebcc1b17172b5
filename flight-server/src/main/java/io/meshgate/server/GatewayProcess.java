package io.meshgate.server;

import io.meshgate.document.DocumentException;
import io.meshgate.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A gateway with all its parts, started from a configuration file and closed as one. */
public final class GatewayProcess implements AutoCloseable {
  private GatewayProcess() {}

  /** Starts. */
  public static GatewayProcess start(Path meshFile, UnaryOperator<ServerConfig> overrides)
      throws DocumentException {
    if (meshFile.isAbsolute()) {
      throw new IllegalStateException("not wired " + meshFile + overrides);
    }
    return new GatewayProcess();
  }

  /** The port. */
  public int port() {
    return 0;
  }

  /** Where clients connect. */
  public String address() {
    return "";
  }

  @Override
  public void close() {}
}
