package io.meshgate.channels;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the twin tables. Those that an analyst sees suit every probe; each of the others is
 * poison to some: zeros, ends of ranges, texts that are no number, date or pattern.
 */
final class TwinRows {

  private static final int FILLERS = 300;
  private static final LocalDate DAY = LocalDate.of(2024, 5, 17);
  private static final LocalDateTime NOON = LocalDateTime.of(2024, 5, 17, 12, 0);

  /** n, big, amount, dbl, num, word, day_text, flag. */
  private static final Object[][] POISON = {
    {0, 0L, "0", 0.0, "", "", "", ""},
    {
      Integer.MAX_VALUE,
      Long.MAX_VALUE,
      "9999999999.99",
      1e308,
      "canary",
      "canary!",
      "canary",
      "canary"
    },
    {
      Integer.MIN_VALUE,
      Long.MIN_VALUE,
      "-9999999999.99",
      -1.0,
      "99999999999999999999",
      "!",
      "2024-02-30",
      "2"
    },
    {99, 4_000_000_000L, "100.00", -1e300, "1e400", "(", "2024-13-01 25:61:61", "maybe"},
    {-5, -1L, "-0.01", 1e10, " ", "[", "+999999-01-01", "yes please"},
  };

  private TwinRows() {}

  /** The columns with their types at a source. */
  static String columns(String source) {
    String moment = source.equals("maria") ? "DATETIME(6)" : "TIMESTAMP";
    return "id BIGINT, n INTEGER, big BIGINT, amount DECIMAL(12, 2), dbl DOUBLE PRECISION,"
        + " num VARCHAR(60), word VARCHAR(60), day_text VARCHAR(60), flag VARCHAR(60), d DATE,"
        + " moment "
        + moment
        + ", card VARCHAR(60), mail VARCHAR(60), pay INTEGER, born DATE, memo VARCHAR(60),"
        + " tier INTEGER, seen VARCHAR(1)";
  }

  /** The rows that everybody sees. */
  static List<List<@Nullable Object>> visible() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      List<@Nullable Object> row = row(i, 1 + i % 5, i);
      mask(row, "0000-%04d".formatted(i), "mail%d@x.org".formatted(i), 100 * i, "a memo");
      row.add(10 + i);
      row.add("y");
      rows.add(row);
    }
    return rows;
  }

  /** The same rows with other values behind the masks, among others that only auditors see. */
  static List<List<@Nullable Object>> withHidden() {
    List<List<@Nullable Object>> rows = new ArrayList<>(poison());
    for (int i = 0; i < FILLERS; i++) {
      List<@Nullable Object> row = row(1000 + i, 1 + i % 5, i);
      mask(row, "canary", "canary", 1 + i, "canary");
      row.add(i);
      row.add(i % 2 == 0 ? "n" : null);
      rows.add(row);
    }
    for (int i = 1; i <= 8; i++) {
      List<@Nullable Object> row = row(i, 1 + i % 5, i);
      String card = "canary-other-than-%04d".formatted(i);
      mask(row, card, "canary", 100 * i + 7 * i % 50, "canary");
      row.add(100 + i);
      row.add("y");
      rows.add(row);
    }
    return rows;
  }

  private static List<@Nullable Object> row(long id, int n, long big) {
    return new ArrayList<>(
        Arrays.asList(
            id,
            n,
            big,
            new BigDecimal("1.25").add(BigDecimal.valueOf(n)),
            n / 8.0,
            Integer.toString(n * 11),
            "word" + n,
            "2024-0" + n + "-15",
            n % 2 == 0 ? "true" : "false",
            DAY.plusDays(n),
            NOON.plusHours(n)));
  }

  /** Birthdays differ within a year, pay within a rounding, cards before the last four. */
  private static void mask(
      List<@Nullable Object> row, String card, String mail, int pay, String memo) {
    row.addAll(
        Arrays.<@Nullable Object>asList(
            card, mail, pay, LocalDate.of(1990, 1, 1).plusDays(pay % 300), memo));
  }

  private static List<List<@Nullable Object>> poison() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long id = 1;
    for (Object[] other : POISON) {
      List<@Nullable Object> row = row(id++, 1, 1);
      row.set(1, other[0]);
      row.set(2, other[1]);
      row.set(3, new BigDecimal((String) other[2]));
      row.set(4, other[3]);
      row.set(5, other[4]);
      row.set(6, other[5]);
      row.set(7, other[6]);
      row.set(8, other[7]);
      row.set(9, LocalDate.of(9999, 12, 31));
      row.set(10, LocalDateTime.of(9999, 12, 31, 23, 59, 59));
      mask(row, "canary", "canary", Integer.MAX_VALUE, "canary");
      row.add(Integer.MIN_VALUE);
      row.add("n");
      rows.add(row);
    }
    List<@Nullable Object> nothing =
        new ArrayList<>(Arrays.<@Nullable Object>asList(new Object[18]));
    rows.add(nothing);
    return rows;
  }
}
