package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines that call {@code java}: the main class is ours, and reads the properties it is given. */
final class JavaCommand {
  private JavaCommand() {}

  static void check(List<String> arguments) throws IOException {
    String type = arguments.get(arguments.size() - 1);
    List<Path> files = ProjectFiles.endingIn("/" + type.replace('.', '/') + ".java");
    assertThat(files).as("class %s", type).hasSize(1);
    String source = Files.readString(files.get(0));
    assertThat(source).contains("static void main(");
    arguments.stream()
        .filter(argument -> argument.startsWith("-D"))
        .map(argument -> argument.substring(2, argument.indexOf('=')))
        .forEach(name -> assertThat(source).as("reads -D%s", name).contains("(\"" + name + "\""));
  }
}
