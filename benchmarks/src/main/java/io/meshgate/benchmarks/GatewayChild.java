package io.meshgate.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.Location;

/**
 * A gateway in a process of its own, without TLS, so that its memory is not mixed with that of its
 * clients. Whoever starts it closes it.
 */
final class GatewayChild implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("serves on \\S+:(\\d+)");
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final long KIB = 1024;

  private final Process process;
  private final int port;

  /**
   * What the process holds after a full collection.
   *
   * @param heap bytes of live objects
   * @param resident bytes of the process in memory, what its libraries hold included
   */
  record Memory(long heap, long resident) {}

  private GatewayChild(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with a heap of at most 1 GiB and waits until it serves. */
  static GatewayChild start(Path config) throws IOException {
    Path log = config.resolveSibling("gateway.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "io.meshgate.server.cli.Meshgate",
                "serve",
                "--insecure",
                "--config",
                config.toString())
            .redirectError(log.toFile())
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return new GatewayChild(process, Integer.parseInt(ready.group(1)));
      }
    }
    throw new IOException("The gateway did not start; " + log + " says why");
  }

  /** Where it listens. */
  Location location() {
    return Location.forGrpcInsecure("localhost", port);
  }

  /** Collects garbage and measures. */
  Memory memory() throws IOException {
    command("GC.run");
    Matcher heap = HEAP.matcher(command("GC.heap_info"));
    if (!heap.find()) {
      throw new IOException("The size of the heap is not in what the JVM says");
    }
    long resident =
        Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new IOException("The system does not say the process's memory"));
    return new Memory(Long.parseLong(heap.group(1)) * KIB, resident * KIB);
  }

  private String command(String name) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process asked =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), name)
            .redirectErrorStream(true)
            .start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
