package io.meshgate.server.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of the program, as {@code ./meshgate} starts them after the build. */
public final class MeshgateProcess {
  private MeshgateProcess() {}

  /** A process that is not started yet, with the JVM flags of this one. */
  public static ProcessBuilder of(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dio.netty"))
        .forEach(command::add);
    // As after the build: without the configuration of the log that is for tests.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Meshgate.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
