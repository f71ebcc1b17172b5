package io.meshgate.connector.testing.query;

import java.util.List;

/** Constants of each family, many of which occur in the tables. */
final class Literals {

  static final List<String> TEXTS =
      List.of(
          "a", "A", "", "a ", " a", "ab", "AB", "Ab ", "äb", "ÄB", "straße", "STRASSE", "ß", "ss",
          "é", "e\u0301", "e", "😀", "😀x", "日本", "z", "Z", "_", "%", "a%b", "a_b", "\\", "a\\b",
          "it's", "10", "9", "-", "a-b", "ab c", "i", "I", "İ", "ı", "ab\tc", "{0}", "?");
  private static final List<String> PATTERNS =
      List.of(
          "a%",
          "%b", "%", "_", "", "A_", "%ä%", "%😀%", "_x", "a\\%", "%\\%", "ab%c", "it'_", "%_%",
          "ss", "%e%", "a", "% ");
  private static final List<String> DATES =
      List.of("2020-02-29", "1969-12-31", "1970-01-01", "2023-10-01", "1900-01-01", "2024-12-31");
  private static final List<String> TIMESTAMPS =
      List.of(
          "2020-02-29 23:59:59.999999",
          "1970-01-01 00:00:00",
          "1969-12-31 23:59:59.5",
          "2023-10-01 12:30:00",
          "2024-12-31 00:00:00");
  private static final List<String> INTEGERS =
      List.of("0", "1", "2", "3", "5", "(-1)", "(-3)", "7", "10", "100", "(-1000)", "12345");
  private static final List<String> DECIMALS =
      List.of("0.00", "1.0", "0.5", "(-1.25)", "10.00", "3.1400", "99.99", "(-0.01)", "100.5");
  private static final List<String> DOUBLES =
      List.of("0E0", "1.5E0", "(-2.25E0)", "1E2", "0.25E0", "(-1E0)", "1E3");

  private Literals() {}

  static Term of(Kind kind, Choices choices) {
    return switch (kind) {
      case INTEGER -> Term.same(kind, choices.pick(INTEGERS), new Bounds(12345, 0));
      case DECIMAL -> Term.same(kind, choices.pick(DECIMALS), new Bounds(101, 4));
      case DOUBLE -> Term.same(kind, choices.pick(DOUBLES), new Bounds(1000, 0));
      case TEXT -> text(choices.pick(TEXTS));
      case BOOLEAN -> Term.same(kind, choices.oneIn(2) ? "TRUE" : "FALSE", Bounds.NONE);
      case DATE -> Term.same(kind, "DATE '" + choices.pick(DATES) + "'", Bounds.NONE);
      case TIMESTAMP ->
          Term.same(kind, "TIMESTAMP '" + choices.pick(TIMESTAMPS) + "'", Bounds.NONE);
    };
  }

  static Term pattern(Choices choices) {
    return text(choices.pick(PATTERNS));
  }

  static Term nothing(Kind kind) {
    return Term.same(kind, "CAST(NULL AS " + kind.type() + ")", Bounds.NONE);
  }

  static Term text(String value) {
    return Term.same(Kind.TEXT, "'" + value.replace("'", "''") + "'", Bounds.NONE);
  }
}
