package io.meshgate.server.docs;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Markdown file of the project.
 *
 * @param path the file, relative to the root of the project
 * @param lines its lines
 */
record Page(Path path, ImmutableList<String> lines) {

  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(<?([^)>\\s]+)>?\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N}_ -]");

  /** All Markdown files of the project. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (Path file : ProjectFiles.endingIn(".md")) {
      Path path = ProjectFiles.ROOT.relativize(file);
      pages.add(new Page(path, ImmutableList.copyOf(Files.readAllLines(file))));
    }
    return pages;
  }

  /** The fenced blocks, in order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (open < 0 && line.startsWith(FENCE)) {
        open = i;
      } else if (open >= 0 && line.equals(FENCE)) {
        String kind = lines.get(open).strip().substring(FENCE.length());
        String text = String.join("\n", lines.subList(open + 1, i)) + "\n";
        blocks.add(new Block(path + ":" + (open + 1), kind, text, paragraphBefore(open)));
        open = -1;
      }
    }
    if (open >= 0) {
      throw new AssertionError(path + ":" + (open + 1) + " opens a block that nothing closes");
    }
    return blocks;
  }

  private String paragraphBefore(int line) {
    int end = line;
    while (end > 0 && lines.get(end - 1).isBlank()) {
      end--;
    }
    int start = end;
    while (start > 0 && !lines.get(start - 1).isBlank()) {
      start--;
    }
    return String.join("\n", lines.subList(start, end));
  }

  /** Where its links and pictures lead, as written. */
  List<String> links() {
    return matches(LINK);
  }

  /** What stands between single backquotes in its text. */
  List<String> codeSpans() {
    return matches(CODE);
  }

  private List<String> matches(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (String line : prose()) {
      pattern.matcher(line).results().map(match -> match.group(1)).forEach(found::add);
    }
    return found;
  }

  /** The anchors that GitHub gives its headings. */
  List<String> anchors() {
    return prose().stream()
        .map(Page::heading)
        .flatMap(Optional::stream)
        .map(
            heading ->
                NOT_IN_ANCHORS
                    .matcher(heading.toLowerCase(Locale.ROOT))
                    .replaceAll("")
                    .replace(' ', '-'))
        .toList();
  }

  private static Optional<String> heading(String line) {
    return Pattern.compile("#{1,6} +(.*)")
        .matcher(line)
        .results()
        .filter(match -> match.start() == 0)
        .map((MatchResult match) -> match.group(1))
        .findFirst();
  }

  /** The lines outside of fenced blocks. */
  private List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      boolean fence = line.strip().startsWith(FENCE);
      if (!fence && !inside) {
        prose.add(line);
      }
      inside = fence != inside;
    }
    return prose;
  }
}
