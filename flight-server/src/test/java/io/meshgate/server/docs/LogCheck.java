package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of the log: a class of ours writes them, with values of the names that they show. */
final class LogCheck implements BlockCheck {
  private static final Pattern LINE =
      Pattern.compile("\\S+Z (?:DEBUG|INFO|WARN|ERROR) +[a-z.]+\\.(\\w+) .*");
  private static final Pattern NAME = Pattern.compile(" (\\w+)=\"");

  @Override
  public void check(Block block) throws Exception {
    for (String line : block.text().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as("%s is a line of the log", line).isTrue();
      List<Path> files = ProjectFiles.endingIn("/" + matcher.group(1) + ".java");
      assertThat(files).as("class %s", matcher.group(1)).hasSize(1);
      String source = Files.readString(files.get(0));
      Matcher names = NAME.matcher(line);
      while (names.find()) {
        assertThat(source).contains('"' + names.group(1) + '"');
      }
    }
  }
}
