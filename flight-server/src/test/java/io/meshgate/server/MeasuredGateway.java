package io.meshgate.server;

import io.meshgate.document.DocumentException;
import io.meshgate.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;

/** Starts gateways whose memory the test can see. */
public final class MeasuredGateway {

  private MeasuredGateway() {}

  /** A gateway as its file configures it, with all buffers below an allocator of the test's. */
  public static GatewayProcess start(Path meshFile, BufferAllocator allocator)
      throws DocumentException, IOException {
    return start(meshFile, config -> config, allocator);
  }

  /** The same with another server section. */
  public static GatewayProcess start(
      Path meshFile, UnaryOperator<ServerConfig> adjustment, BufferAllocator allocator)
      throws DocumentException, IOException {
    return GatewayProcess.start(meshFile, adjustment, allocator);
  }
}
