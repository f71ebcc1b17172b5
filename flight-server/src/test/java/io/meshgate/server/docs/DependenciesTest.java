package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of dependencies names what the modules declare, all of it and nothing else. */
class DependenciesTest {
  private static final Pattern DECLARATION =
      Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");
  private static final Pattern MANAGED =
      Pattern.compile("<(dependencyManagement|build|parent|exclusions)>.*?</\\1>", Pattern.DOTALL);
  private static final Pattern GROUP = Pattern.compile("`([^`]+)`: ([^;|]+)");

  @Test
  void listsEveryLibraryThatAModuleDeclaresAndNoOther() throws IOException {
    assertThat(listed()).isEqualTo(declared());
  }

  private static SortedSet<String> declared() throws IOException {
    SortedSet<String> declared = new TreeSet<>();
    for (Path pom : ProjectFiles.endingIn("/pom.xml")) {
      String own = MANAGED.matcher(Files.readString(pom)).replaceAll("");
      Matcher matcher = DECLARATION.matcher(own);
      while (matcher.find()) {
        if (!matcher.group(1).equals("io.meshgate")) {
          declared.add(matcher.group(1) + ":" + matcher.group(2));
        }
      }
    }
    return declared;
  }

  /**
   * A row begins with a group in backquotes, a colon and its artifacts; there may be more groups.
   */
  private static SortedSet<String> listed() throws IOException {
    SortedSet<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(ProjectFiles.ROOT.resolve("docs/dependencies.md"))) {
      if (line.startsWith("| `")) {
        Matcher group = GROUP.matcher(line.substring(0, line.indexOf(" | ", 2)));
        while (group.find()) {
          for (String artifact : group.group(2).strip().split(", ", -1)) {
            listed.add(group.group(1) + ":" + artifact);
          }
        }
      }
    }
    return listed;
  }
}
