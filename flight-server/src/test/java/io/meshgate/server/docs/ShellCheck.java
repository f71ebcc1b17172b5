package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.demo.SharedDemo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shell blocks: each command is one of the project's own or of a build tool, and means something.
 */
final class ShellCheck implements BlockCheck {
  private final MeshgateCommand meshgate;

  ShellCheck(SharedDemo demo) {
    this.meshgate = new MeshgateCommand(demo);
  }

  @Override
  public void check(Block block) throws Exception {
    List<List<String>> commands = ShellWords.commands(block.text());
    assertThat(commands).as("commands").isNotEmpty();
    for (List<String> words : commands) {
      List<String> arguments = words.subList(1, words.size());
      switch (words.get(0)) {
        case "./meshgate" -> meshgate.check(arguments);
        case "mvn" -> MavenCommand.check(arguments);
        case "java" -> JavaCommand.check(arguments);
        case "pip" -> PackageCommand.pip(arguments);
        case "npm" -> PackageCommand.npm(arguments);
        case "go" -> PackageCommand.go(arguments);
        default -> checkScript(words.get(0));
      }
    }
  }

  private static void checkScript(String name) {
    Path script = ProjectFiles.ROOT.resolve(name);
    assertThat(name)
        .as("a command is ./meshgate, mvn, java, pip, npm, go, or a script of the project")
        .contains("/");
    assertThat(Files.isExecutable(script)).as("%s is there and executable", name).isTrue();
  }
}
