package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What DuckDB's error texts mean. The texts quote values, so clients see ours instead. */
final class DuckDbErrors {

  /** Starts the text of an error that our own SQL raises; what follows may reach clients. */
  static final String OWN = "meshgate: ";

  static final String DIVISION_BY_ZERO = OWN + "division by zero.";
  static final String NEGATIVE_LENGTH = OWN + "negative substring length.";

  /** No quote may stand before: a quoted value of the data could otherwise pass for our text. */
  private static final Pattern OWN_TEXT =
      Pattern.compile(
          "^[^'\"\n]*Invalid Input Error: " + Pattern.quote(OWN) + "([^\n]*?)\\.(\\s|$)");

  private static final String OVERFLOW = "computed a number beyond the range of its type";
  private static final String CHANGED = "has changed: a table or column is not as described";

  private record Meaning(String mark, Kind kind, String text) {}

  /** The first mark that the text contains decides. */
  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning("INTERRUPT Error", Kind.CANCELLED, "stopped the query"),
          new Meaning("out of range for the destination type", Kind.NUMERIC_OVERFLOW, OVERFLOW),
          new Meaning("Out of Range Error", Kind.NUMERIC_OVERFLOW, OVERFLOW),
          new Meaning("Error when sniffing file", Kind.SCHEMA_CHANGED, CHANGED),
          new Meaning("Schema mismatch", Kind.SCHEMA_CHANGED, CHANGED),
          new Meaning("Conversion Error", Kind.DATA, "holds a value that does not fit its type"),
          new Meaning("No files found", Kind.SCHEMA_CHANGED, "no longer has the files"),
          new Meaning("Catalog Error", Kind.SCHEMA_CHANGED, CHANGED),
          new Meaning("Binder Error", Kind.SCHEMA_CHANGED, CHANGED),
          new Meaning("Permission Error", Kind.ACCESS_DENIED, "does not allow the access"),
          new Meaning("Out of Memory Error", Kind.UNAVAILABLE, "has too little memory"),
          new Meaning("IO Error", Kind.UNAVAILABLE, "cannot read its files"),
          new Meaning("Invalid Input Error", Kind.DATA, "holds a value that cannot be read"),
          new Meaning("Connection Error", Kind.UNAVAILABLE, "is closed"));

  private static final Map<String, Kind> OWN_KINDS =
      Map.of("division by zero", Kind.DIVISION_BY_ZERO);

  private DuckDbErrors() {}

  static ConnectorException explain(String source, Throwable error) {
    String message = String.valueOf(error.getMessage());
    Matcher own = OWN_TEXT.matcher(message);
    if (own.find()) {
      String text = own.group(1);
      Kind kind = OWN_KINDS.getOrDefault(text, Kind.DATA);
      return new ConnectorException(kind, "Source '" + source + "': " + text, error);
    }
    for (Meaning meaning : MEANINGS) {
      if (message.contains(meaning.mark())) {
        return new ConnectorException(
            meaning.kind(), "Source '" + source + "' " + meaning.text(), error);
      }
    }
    return new ConnectorException(
        Kind.INTERNAL, "Source '" + source + "' failed unexpectedly", error);
  }
}
