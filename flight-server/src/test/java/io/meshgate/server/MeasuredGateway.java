package io.meshgate.server;

import io.meshgate.document.DocumentException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;

/** Starts gateways whose memory the test can see. */
public final class MeasuredGateway {

  private MeasuredGateway() {}

  /** A gateway as its file configures it, with all buffers below an allocator of the test's. */
  public static GatewayProcess start(Path meshFile, BufferAllocator allocator)
      throws DocumentException, IOException {
    return GatewayProcess.start(meshFile, config -> config, allocator);
  }
}
