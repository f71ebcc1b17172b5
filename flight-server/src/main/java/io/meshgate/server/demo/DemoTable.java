package io.meshgate.server.demo;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A small result as the tour prints it. */
final class DemoTable {
  private static final String GAP = "  ";
  private static final int LONGEST = 32;

  private final List<String> names = new ArrayList<>();
  private final List<Boolean> numbers = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private DemoTable() {}

  /** Reads all rows. */
  static DemoTable read(ResultSet result) throws SQLException {
    DemoTable table = new DemoTable();
    ResultSetMetaData columns = result.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      table.names.add(columns.getColumnLabel(i));
      table.numbers.add(true);
    }
    while (result.next()) {
      table.rows.add(table.row(result));
    }
    return table;
  }

  private List<String> row(ResultSet result) throws SQLException {
    List<String> cells = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      Object value = result.getObject(i + 1);
      if (value != null && !(value instanceof Number)) {
        numbers.set(i, false);
      }
      cells.add(shortened(text(value)));
    }
    return cells;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
    return value == null ? "NULL" : value.toString();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  /** Number of rows. */
  int size() {
    return rows.size();
  }

  /** Prints the rows under their names, each line behind the margin. */
  void print(PrintWriter out, String margin) {
    int[] widths = new int[names.size()];
    measure(names, widths);
    rows.forEach(row -> measure(row, widths));
    out.println(margin + line(names, widths));
    rows.forEach(row -> out.println(margin + line(row, widths)));
  }

  private static void measure(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(numbers.get(i) ? padding + cells.get(i) : cells.get(i) + padding).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
