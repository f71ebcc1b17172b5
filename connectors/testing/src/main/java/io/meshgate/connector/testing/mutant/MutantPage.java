package io.meshgate.connector.testing.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page that says which tests noticed which mutant. Below a heading for each module there are
 * tables, one for each area; a run writes those of its module anew.
 */
final class MutantPage {

  private static final String HEADING = "## ";
  private static final String AREA = "### ";
  private static final String COLUMNS = "| Defense | Switched off | Noticed by | Verifier |";
  private static final String RULE = "|---|---|---|---|";
  private static final String NOT_YET = "not run yet";

  private final Path file;
  private final String part;

  /**
   * @param part the heading of the module
   */
  MutantPage(Path file, String part) {
    this.file = file;
    this.part = part;
  }

  /**
   * A row of the page.
   *
   * @param tests those that noticed, as {@code Class.method}
   */
  record Row(String area, String defense, String off, List<String> tests, String verifier) {
    Row {
      tests = List.copyOf(tests);
    }

    String text() {
      String noticed =
          tests.isEmpty()
              ? NOT_YET
              : tests.stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "));
      return "| " + String.join(" | ", defense, off, noticed, verifier) + " |";
    }
  }

  /** The row of a mutant as it was noticed. */
  static Row row(Mutant mutant, Optional<MutantRun.Result> result) {
    String refused =
        mutant.watch() == Mutant.Watch.VERIFIER
            ? result
                .map(known -> known.refusals().stream().collect(Collectors.joining("; ")))
                .map(said -> said.isEmpty() ? "did not refuse" : "refuses: " + said)
                .orElse(NOT_YET)
            : "";
    return new Row(
        mutant.area(),
        mutant.defense(),
        mutant.edits().stream().map(Edit::text).collect(Collectors.joining("; ")),
        result.map(MutantRun.Result::tests).orElse(List.of()),
        refused);
  }

  /** The rows of the module, by defense. */
  Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    String area = "";
    for (String line : section()) {
      if (line.startsWith(AREA)) {
        area = line.substring(AREA.length());
      } else if (line.startsWith("| ") && !line.equals(COLUMNS)) {
        String[] cells = line.substring(2, line.length() - 2).split(" \\| ?", -1);
        List<String> tests = new ArrayList<>();
        if (!cells[2].equals(NOT_YET)) {
          for (String test : cells[2].split(", ", -1)) {
            tests.add(test.replace("`", ""));
          }
        }
        String verifier = cells.length > 3 ? cells[3].strip() : "";
        rows.put(cells[0], new Row(area, cells[0], cells[1], tests, verifier));
      }
    }
    return rows;
  }

  private List<String> section() throws IOException {
    List<String> lines = Files.readAllLines(file);
    int from = lines.indexOf(HEADING + part);
    if (from < 0) {
      throw new IOException("There is no heading '" + part + "' in " + file);
    }
    return lines.subList(from + 1, end(lines, from));
  }

  private static int end(List<String> lines, int from) {
    int end = from + 1;
    while (end < lines.size() && !lines.get(end).startsWith(HEADING)) {
      end++;
    }
    return end;
  }

  /** Writes a row for each mutant: what was found now, or else what the page says already. */
  void write(List<Mutant> mutants, Map<Mutant, MutantRun.Result> found) throws IOException {
    Map<String, Row> known = rows();
    List<String> written = new ArrayList<>();
    String area = "";
    for (Mutant mutant : mutants) {
      if (!mutant.area().equals(area)) {
        area = mutant.area();
        written.addAll(List.of("", AREA + area, "", COLUMNS, RULE));
      }
      Row now = row(mutant, Optional.ofNullable(found.get(mutant)));
      Row before = known.get(mutant.defense());
      boolean kept = !found.containsKey(mutant) && before != null && before.off().equals(now.off());
      written.add((kept ? Objects.requireNonNull(before) : now).text());
    }
    List<String> lines = Files.readAllLines(file);
    int from = lines.indexOf(HEADING + part);
    int end = end(lines, from);
    List<String> page = new ArrayList<>(lines.subList(0, from + 1));
    page.addAll(written);
    if (end < lines.size()) {
      page.add("");
    }
    page.addAll(lines.subList(end, lines.size()));
    Files.write(file, page);
  }
}
