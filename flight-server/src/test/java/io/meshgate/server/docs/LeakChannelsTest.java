package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page of leak channels has every channel, and each names tests that are there. */
class LeakChannelsTest {
  private static final int CHANNELS = 38;
  private static final int TESTS_COLUMN = 4;
  private static final Pattern TEST_ANNOTATION =
      Pattern.compile("^  @(Parameterized)?Test(Factory)?\\b");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @Test
  void namesTestsThatExistForEveryChannel() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Path file : ProjectFiles.endingIn("Test.java")) {
      String name = String.valueOf(file.getFileName()).replace(".java", "");
      sources.merge(name, Files.readString(file), String::concat);
    }
    List<Integer> channels = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (String line : rows()) {
      List<String> cells = Splitter.on(" | ").splitToList(line.substring(2, line.length() - 2));
      channels.add(Integer.valueOf(cells.get(0)));
      List<MatchResult> tests = TEST.matcher(cells.get(TESTS_COLUMN - 1)).results().toList();
      if (tests.isEmpty()) {
        wrong.add("channel " + cells.get(0) + " has no test");
      }
      for (MatchResult test : tests) {
        String source = sources.getOrDefault(test.group(1), "");
        if (!isTest(source, test.group(2))) {
          wrong.add("channel " + cells.get(0) + ": " + test.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(channels)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, CHANNELS).boxed().toList());
  }

  /** Whether a method of that name has an annotation of a test in the lines above it. */
  private static boolean isTest(String source, String method) {
    List<String> lines = source.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).matches("  \\S+ " + method + "\\(.*")) {
        int above = i;
        while (above > 0
            && !lines.get(above).isBlank()
            && !TEST_ANNOTATION.matcher(lines.get(above)).find()) {
          above--;
        }
        return TEST_ANNOTATION.matcher(lines.get(above)).find();
      }
    }
    return false;
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ProjectFiles.ROOT.resolve("docs/policies/leak-channels.md")).stream()
        .filter(line -> line.matches("\\| \\d+ \\| .*"))
        .toList();
  }
}
