package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans stay as they were reviewed. Each file of {@code src/test/resources/plans} holds queries, as
 * {@code -- principal: SQL}, each followed by its plan; {@code -Dgolden.update} writes the plans
 * anew, to be reviewed as a difference.
 */
final class GoldenPlansTest {

  private static final Path FOLDER = Path.of("src/test/resources/plans");
  private static final Pattern QUERY = Pattern.compile("-- (\\w+): (.*)");

  private final PlanFixture fixture = new PlanFixture();

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".plan")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void plansAreAsReviewed(Path file) throws IOException {
    String reviewed = Files.readString(file);
    List<String> blocks = new ArrayList<>();
    for (String line : reviewed.lines().toList()) {
      Matcher query = QUERY.matcher(line);
      if (query.matches()) {
        blocks.add(line + "\n" + fixture.plan(query.group(1), query.group(2)) + "\n");
      }
    }
    String now = String.join("\n", blocks);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(file, now);
      return;
    }
    assertThat(now).isEqualTo(reviewed);
  }
}
