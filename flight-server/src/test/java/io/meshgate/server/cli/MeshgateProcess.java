package io.meshgate.server.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of the program, as {@code ./meshgate} starts them after the build. */
public final class MeshgateProcess {
  private static final Path ENV = Path.of("/usr/bin/env");

  private MeshgateProcess() {}

  // Only Linux says so; elsewhere nothing is done about it.
  private static boolean isHangUpIgnored() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(
              line ->
                  (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) & 1)
                      == 1);
    } catch (IOException e) {
      return false;
    }
  }

  /** A process that is not started yet, with the JVM flags of this one. */
  public static ProcessBuilder of(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (ENV.toFile().canExecute() && isHangUpIgnored()) {
      // Whoever runs the tests may have told all its children to ignore the signal.
      command.addAll(List.of(ENV.toString(), "--default-signal=HUP"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--|-Dio[.]netty|-XX:Tiered).*"))
        .forEach(command::add);
    // As after the build: without the configuration of the log that is for tests.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Meshgate.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
