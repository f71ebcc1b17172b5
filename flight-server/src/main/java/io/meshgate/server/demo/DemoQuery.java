package io.meshgate.server.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of the tour.
 *
 * @param title one line that says what it shows
 * @param sql the query
 */
record DemoQuery(String title, String sql) {
  private static final List<String> FILES =
      List.of(
          "1-busiest-airlines.sql",
          "2-most-flown-aircraft.sql",
          "3-worst-destinations.sql",
          "4-delay-by-visibility.sql",
          "5-worst-days.sql",
          "6-all-domains.sql");

  /** All queries of the tour, in order. A file's first line is a comment with the title. */
  static List<DemoQuery> all() throws IOException {
    List<DemoQuery> queries = new ArrayList<>(FILES.size());
    for (String file : FILES) {
      String text = DemoResources.text("queries/" + file);
      int end = text.indexOf('\n');
      queries.add(
          new DemoQuery(text.substring("-- ".length(), end), text.substring(end + 1).strip()));
    }
    return queries;
  }
}
