package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines that call {@code mvn}: what they name is there. They are not run from within Maven. */
final class MavenCommand {
  private static final Set<String> PHASES =
      Set.of("clean", "validate", "compile", "test-compile", "test", "package", "verify");
  private static final Set<String> FLAGS = Set.of("-q", "-o", "-B", "-am", "--batch-mode");

  /** Properties of plugins; others must be read by code of ours. */
  private static final Set<String> PLUGIN_PROPERTIES =
      Set.of("skipTests", "surefire.failIfNoSpecifiedTests", "mdep.outputFile");

  private MavenCommand() {}

  static void check(List<String> arguments) throws IOException {
    String pom = Files.readString(ProjectFiles.ROOT.resolve("pom.xml"));
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (word.equals("-pl")) {
        for (String module : words.next().split(",", -1)) {
          assertThat(pom).as("module").contains("<module>" + module + "</module>");
        }
      } else if (word.startsWith("-P")) {
        assertThat(pom).as("profile").contains("<id>" + word.substring(2) + "</id>");
      } else if (word.startsWith("-D")) {
        checkProperty(word.substring(2));
      } else if (word.startsWith("-")) {
        assertThat(FLAGS).as("flags of mvn that the documentation uses").contains(word);
      } else {
        checkGoal(word, pom);
      }
    }
  }

  private static void checkGoal(String goal, String pom) {
    int colon = goal.indexOf(':');
    if (colon < 0) {
      assertThat(PHASES).as("phases").contains(goal);
      return;
    }
    String prefix = goal.substring(0, colon);
    assertThat(pom)
        .as("the plugin of %s", goal)
        .containsPattern(
            "<artifactId>(%1$s-maven|maven-%1$s)-plugin<".formatted(Pattern.quote(prefix)));
  }

  private static void checkProperty(String definition) throws IOException {
    int equals = definition.indexOf('=');
    String name = equals < 0 ? definition : definition.substring(0, equals);
    if (name.equals("test")) {
      String type = definition.substring(equals + 1).replaceFirst("#.*", "");
      assertThat(ProjectFiles.endingIn("/" + type + ".java")).as("test %s", type).isNotEmpty();
    } else if (!PLUGIN_PROPERTIES.contains(name)) {
      assertThat(isReadByCode(name)).as("some code of ours reads the property %s", name).isTrue();
    }
  }

  private static boolean isReadByCode(String property) throws IOException {
    for (Path file : ProjectFiles.endingIn(".java")) {
      if (Files.readString(file).contains("(\"" + property + "\"")) {
        return true;
      }
    }
    return false;
  }
}
