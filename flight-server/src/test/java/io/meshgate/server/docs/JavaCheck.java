package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.demo.SharedDemo;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Java programs run against the demo and print what their comments {@code // -> text} promise. */
final class JavaCheck implements BlockCheck {
  private static final Pattern PROMISE = Pattern.compile("// -> (.*)");
  private static final String NO_PASSWORD = "\"...\"";

  private final SharedDemo demo;

  JavaCheck(SharedDemo demo) {
    this.demo = demo;
  }

  @Override
  public void check(Block block) throws Exception {
    String address = "localhost:" + ServerConfig.DEFAULT_PORT;
    assertThat(block.text()).contains(address, NO_PASSWORD);
    List<String> promises =
        PROMISE.matcher(block.text()).results().map((MatchResult match) -> match.group(1)).toList();
    assertThat(promises).as("what the program prints, after // ->").isNotEmpty();
    String user =
        Stream.of("uma", "otto")
            .filter(name -> block.text().contains('"' + name + '"'))
            .findFirst()
            .orElseThrow(() -> new AssertionError("The program has no user of the demo"));
    String program =
        block
            .text()
            .replace(address, "localhost:" + demo.port())
            .replace(NO_PASSWORD, '"' + demo.password(user) + '"');
    assertThat(run(program)).contains(promises);
  }

  private static String run(String program) throws Exception {
    Path folder = Files.createTempDirectory("meshgate-docs");
    Path file = folder.resolve("Example.java");
    Files.writeString(file, program);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), file.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s", output).isZero();
      return output;
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }
}
