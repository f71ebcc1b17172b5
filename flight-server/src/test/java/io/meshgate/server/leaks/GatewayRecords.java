package io.meshgate.server.leaks;

import io.meshgate.server.e2e.TraceCollector;
import io.meshgate.server.leaks.SourceLogs.LogFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What gateways that are started while it is open tell operators: logs, traces and audit trail. */
final class GatewayRecords implements AutoCloseable {

  private static final String SWITCH = "otel.exporter.otlp.endpoint";
  // As the configuration of the log for tests has it.
  private static final Path LOG =
      Path.of("target", "test-" + System.getProperty("surefire.forkNumber", "1") + ".log");

  private final TraceCollector traces = new TraceCollector();
  private final LogFile log = new LogFile(LOG);

  GatewayRecords() throws IOException {
    log.skip();
    System.setProperty(SWITCH, traces.endpoint());
  }

  /**
   * The hidden values that somebody was told of; the gateways are closed.
   *
   * @param folder of the gateways, in which they keep their files
   */
  List<String> canaries(Path folder) throws IOException {
    String logged = log.more();
    String traced = traces.received();
    if (!logged.contains("Query ended") || !traced.contains("SELECT")) {
      throw new IllegalStateException("There is no log, or no trace, of what was asked");
    }
    List<String> spots = new ArrayList<>();
    logged.lines().forEach(line -> spots.addAll(Observation.canaries("log: " + line, line)));
    spots.addAll(Observation.canariesInMemory("traces", traced));
    for (Path file : files(folder)) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      spots.addAll(Observation.canariesInMemory(file.toString(), text));
    }
    return spots;
  }

  // Their own, not the stores'.
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/.meshgate/"))
          .toList();
    }
  }

  @Override
  public void close() {
    System.clearProperty(SWITCH);
    traces.close();
  }
}
