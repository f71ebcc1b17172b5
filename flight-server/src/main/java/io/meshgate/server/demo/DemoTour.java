package io.meshgate.server.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks the tour's queries through JDBC, as each user, and prints what came. */
final class DemoTour {
  private static final String MARGIN = "    ";
  private static final int LONGEST_LINE = 180;
  private static final double NANOS_PER_MILLI = 1e6;

  // The driver tells about its memory settings at INFO. Held here, or the setting is collected.
  private static final Logger DRIVER_LOG = Logger.getLogger("org.apache.arrow.driver.jdbc.shaded");

  private final String url;
  private final PrintWriter out;

  /**
   * @param url JDBC address of the gateway
   */
  DemoTour(String url, PrintWriter out) {
    this.url = url;
    this.out = out;
  }

  /**
   * Runs all queries.
   *
   * @return what went wrong, a line each; empty if every query gave rows to every user
   */
  List<String> run(List<DemoUser> users) throws IOException {
    DRIVER_LOG.setLevel(Level.WARNING);
    List<String> failures = new ArrayList<>();
    out.println();
    out.println("Two people ask the same questions");
    users.forEach(user -> out.printf("  %-5s %s%n", user.name(), user.role()));
    for (DemoQuery query : DemoQuery.all()) {
      out.println();
      out.println("== " + query.title());
      query.sql().lines().forEach(line -> out.println(MARGIN + line));
      for (DemoUser user : users) {
        try {
          ask(query, user);
        } catch (SQLException | EmptyResult | RuntimeException e) {
          // The driver lets failures in the middle of a stream through as they are.
          String failure = "'" + query.title() + "' as " + user.name() + ": " + e.getMessage();
          out.println(MARGIN + "FAILED " + failure);
          failures.add(failure);
        }
        out.flush();
      }
    }
    return failures;
  }

  private void ask(DemoQuery query, DemoUser user) throws SQLException, EmptyResult {
    try (Connection connection = connect(user);
        Statement statement = connection.createStatement()) {
      long start = System.nanoTime();
      DemoTable rows = execute(statement, query.sql());
      double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
      out.println();
      out.printf(Locale.ROOT, "  as %s: %.0f ms%n", user.name(), millis);
      rows.print(out, MARGIN);
      explain(statement, query);
      if (rows.size() == 0) {
        throw new EmptyResult();
      }
    }
  }

  private void explain(Statement statement, DemoQuery query) throws SQLException {
    out.println("  answered by");
    try (ResultSet plan = statement.executeQuery("EXPLAIN PLAN FOR " + query.sql())) {
      while (plan.next()) {
        String text = Optional.ofNullable(plan.getString(1)).orElse("");
        text.lines().forEach(line -> out.println(MARGIN + shortened(line)));
      }
    }
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " ...";
  }

  private static DemoTable execute(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      return DemoTable.read(result);
    }
  }

  private Connection connect(DemoUser user) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user.name());
    properties.setProperty("password", user.password());
    return DriverManager.getConnection(url, properties);
  }

  /** A query that should give rows gave none. */
  private static final class EmptyResult extends Exception {
    EmptyResult() {
      super("no rows");
    }
  }
}
