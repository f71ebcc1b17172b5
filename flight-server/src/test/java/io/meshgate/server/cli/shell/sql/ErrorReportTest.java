package io.meshgate.server.cli.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorReportTest {

  @Test
  void marksThePlaceBelowTheLine() {
    assertThat(
            ErrorReport.lines(
                "NOT_FOUND: Line 2, column 8: Column 'x' not found", "SELECT a,\n       x\nFROM t"))
        .isEqualTo(
            List.of("NOT_FOUND: Line 2, column 8: Column 'x' not found", "       x", "       ^"));
  }

  @Test
  void marksTheSameCharacterBehindTabsAndWideLetters() {
    assertThat(ErrorReport.lines("X: Line 1, column 9: no", "SELECT\t字x").get(2))
        .isEqualTo(" ".repeat("SELECT ".length() + 2) + "^");
    assertThat(ErrorReport.lines("X: Line 1, column 9: no", "SELECT\t字x").get(1))
        .isEqualTo("SELECT 字x");
  }

  @Test
  void showsAPartOfALongLine() {
    String statement = "SELECT " + "a, ".repeat(100) + "wrong, " + "b, ".repeat(100);
    int column = statement.indexOf("wrong") + 1;
    List<String> lines = ErrorReport.lines("X: Line 1, column " + column + ": no", statement);
    assertThat(lines.get(1)).hasSizeLessThan(90).startsWith("...").endsWith("...");
    assertThat(lines.get(1).substring(lines.get(2).indexOf('^'))).startsWith("wrong");
  }

  @Test
  void marksNothingWhereTheMessageNamesNoPlaceOfTheStatement() {
    assertThat(ErrorReport.lines("TIMEOUT: 30 s are over", "SELECT 1")).hasSize(1);
    assertThat(ErrorReport.lines("X: Line 7, column 1: no", "SELECT 1")).hasSize(1);
    assertThat(ErrorReport.lines("X: Line 1, column 99: no", "SELECT 1")).hasSize(1);
    assertThat(ErrorReport.lines("X: Line 9999999, column 9999999: no", "SELECT 1")).hasSize(1);
  }

  @Test
  void keepsAMessageFromMovingTheCursor() {
    assertThat(ErrorReport.lines("X: \u001b[2J\u202e", "SELECT 1"))
        .containsExactly("X: \\u001b[2J\\u202e");
  }
}
