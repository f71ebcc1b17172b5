package io.meshgate.connector.jdbc;

import io.meshgate.spi.ScanContext;

/** The comment by which an administrator of the source recognizes the gateway's statements. */
final class StatementComment {

  private static final int LONGEST = 80;

  private StatementComment() {}

  /** The SQL with a leading comment that names the gateway, the query and its user. */
  static String tag(String gateway, ScanContext context, String sql) {
    return "/* gateway=%s query=%s user=%s */ %s"
        .formatted(harmless(gateway), harmless(context.queryId()), harmless(context.user()), sql);
  }

  /**
   * Keeps letters, digits and the punctuation of names and addresses. Nothing else may stand in a
   * comment: {@code * /} would close it, {@code !} and {@code +} start executable hints, and quotes
   * or semicolons confuse the statement splitters of drivers and proxies.
   */
  private static String harmless(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isLetterOrDigit(c) || "-_.@:".indexOf(c) >= 0 ? c : '_')
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
