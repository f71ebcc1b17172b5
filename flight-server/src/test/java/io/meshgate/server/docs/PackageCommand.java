package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Lines that install a library: the tests of clients use it too, in the version that is named. */
final class PackageCommand {
  private PackageCommand() {}

  /** Checks {@code pip install a b==1}: each library is one of the requirements. */
  static void pip(List<String> arguments) throws IOException {
    String requirements = "\n" + read("tests/python/requirements.txt");
    for (String library : libraries(arguments, "install")) {
      String pinned = library.contains("==") ? library + "\n" : library + "==";
      assertThat(requirements).as("requirements of the tests").contains("\n" + pinned);
    }
  }

  /** Checks {@code npm install a@1}: each library is a dependency in that version. */
  static void npm(List<String> arguments) throws IOException {
    for (String library : libraries(arguments, "install")) {
      int at = library.lastIndexOf('@');
      assertThat(read("tests/node/package.json"))
          .contains(
              "\"%s\": \"%s\"".formatted(library.substring(0, at), library.substring(at + 1)));
    }
  }

  /** Checks {@code go get a@v1}: each module is required in that version. */
  static void go(List<String> arguments) throws IOException {
    for (String module : libraries(arguments, "get")) {
      assertThat(read("tests/go/go.mod")).contains("\t" + module.replace('@', ' ') + "\n");
    }
  }

  private static List<String> libraries(List<String> arguments, String verb) {
    assertThat(arguments).hasSizeGreaterThan(1).startsWith(verb);
    return arguments.subList(1, arguments.size());
  }

  private static String read(String file) throws IOException {
    return Files.readString(ProjectFiles.ROOT.resolve(file));
  }
}
