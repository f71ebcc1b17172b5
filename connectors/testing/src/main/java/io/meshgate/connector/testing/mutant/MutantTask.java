package io.meshgate.connector.testing.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the process of a mutant is to do, as a file of lines.
 *
 * @param edits what it changes
 * @param tests what it runs, in order
 * @param refusal the class of the verifier's exceptions
 * @param enough after how many failures it stops
 */
record MutantTask(List<Edit> edits, List<String> tests, String refusal, int enough) {

  private static final String SEPARATOR = "\t";

  MutantTask {
    edits = List.copyOf(edits);
    tests = List.copyOf(tests);
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(refusal);
    lines.add(String.valueOf(enough));
    for (Edit edit : edits) {
      lines.add(
          String.join(
              SEPARATOR,
              "edit",
              edit.method().source(),
              edit.call().map(Edit.Place::source).orElse(""),
              edit.change().name()));
    }
    tests.forEach(test -> lines.add("test" + SEPARATOR + test));
    Files.write(file, lines);
  }

  static MutantTask read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Edit> edits = new ArrayList<>();
    List<String> tests = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] parts = line.split(SEPARATOR, -1);
      if (parts[0].equals("edit")) {
        Optional<Edit.Place> call =
            parts[2].isEmpty() ? Optional.empty() : Optional.of(Edit.Place.of(parts[2]));
        edits.add(new Edit(Edit.Place.of(parts[1]), call, Change.valueOf(parts[3])));
      } else {
        tests.add(parts[1]);
      }
    }
    return new MutantTask(edits, tests, lines.get(0), Integer.parseInt(lines.get(1)));
  }
}
