package io.meshgate.server.cli.mesh;

import io.meshgate.document.Problem;
import java.util.List;

/** Problems of files as commands print them: one a line, {@code file:line: what is wrong}. */
public final class Problems {
  private Problems() {}

  /** All problems behind a line that says how many there are. */
  public static String text(List<Problem> problems) {
    long errors = errors(problems);
    StringBuilder text = new StringBuilder();
    text.append(errors)
        .append(errors == 1 ? " problem" : " problems")
        .append(" in the configuration");
    problems.forEach(problem -> text.append(System.lineSeparator()).append("  ").append(problem));
    return text.toString();
  }

  /** How many of them are errors. */
  public static long errors(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .count();
  }
}
