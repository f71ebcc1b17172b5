package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What there is to give away in a query.
 *
 * @param hidden whether a table that it names has hidden rows, in either filling
 * @param masked whether it reads a column that is masked
 */
record Reach(boolean hidden, boolean masked) {

  private static final Pattern TABLE =
      Pattern.compile("\\b(?:pg|maria|duck|ruled|owned)_([a-z]+) AS (t\\d+)");

  static Reach of(Query query, Round round) {
    boolean hidden = false;
    boolean masked = false;
    String sql = query.sql().reference();
    for (Map.Entry<String, TableRules> named : named(sql, round.rules()).entrySet()) {
      TableRules rules = named.getValue();
      hidden |= round.hidden(rules) > 0;
      masked |=
          rules.maskedNames().stream().anyMatch(name -> sql.contains(named.getKey() + "." + name));
    }
    return new Reach(hidden, masked);
  }

  /** The rules of the tables that a query names. */
  static String rules(Query query, Round round) {
    return named(query.sql().reference(), round.rules()).values().stream()
        .distinct()
        .map(
            rules ->
                new PolicyTexts(rules).all()
                    + "---\n"
                    + round.rules().viewOf(rules.table()).yaml()
                    + rules.table().definitions())
        .collect(Collectors.joining("\n---\n"));
  }

  // By alias, which is different in each place.
  private static Map<String, TableRules> named(String sql, Rules rules) {
    Map<String, TableRules> named = new LinkedHashMap<>();
    Matcher tables = TABLE.matcher(sql);
    while (tables.find()) {
      String table = tables.group(1);
      String alias = tables.group(2);
      rules.all().stream()
          .filter(of -> of.table().name().equals(table))
          .forEach(of -> named.put(alias, of));
    }
    return named;
  }
}
