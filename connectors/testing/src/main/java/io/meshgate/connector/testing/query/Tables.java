package io.meshgate.connector.testing.query;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The tables that queries read: all have the same columns, and data of the unpleasant sort. */
public final class Tables {

  /** The columns of each table. */
  public static final List<Column> COLUMNS =
      List.of(
          new Column("id", Kind.INTEGER, new Bounds(1000, 0)),
          new Column("k", Kind.INTEGER, new Bounds(20, 0)),
          new Column("n", Kind.INTEGER, new Bounds(1e6, 0)),
          new Column("dec2", Kind.DECIMAL, new Bounds(1e4, 2)),
          new Column("dec4", Kind.DECIMAL, new Bounds(1e4, 4)),
          new Column("dbl", Kind.DOUBLE, new Bounds(1000, 0)),
          new Column("txt", Kind.TEXT, Bounds.NONE),
          new Column("code", Kind.TEXT, Bounds.NONE),
          new Column("flag", Kind.BOOLEAN, Bounds.NONE),
          new Column("born", Kind.DATE, Bounds.NONE),
          new Column("moment", Kind.TIMESTAMP, Bounds.NONE));

  private static final List<String> CODES = List.of("a", "A", "a ", "b", "B", "é", "", "ab");

  private Tables() {}

  /** A table and where it lives. */
  public record Table(String source, String name, int rows) {

    /** The table with all its columns. */
    public QueriedTable queried() {
      return new QueriedTable(sql(), reference(), COLUMNS, true);
    }

    /** The name in the gateway's SQL. */
    public String sql() {
      return "shop." + source + "." + name;
    }

    /** The name in DuckDB alone. */
    public String reference() {
      return source + "_" + name;
    }
  }

  /** All tables. */
  public static final List<Table> ALL =
      List.of(
          new Table("pg", "items", 40),
          new Table("maria", "people", 35),
          new Table("duck", "facts", 60),
          new Table("pg", "orders", 70),
          new Table("maria", "events", 50),
          new Table("duck", "dims", 20),
          new Table("pg", "nothing", 0),
          new Table("maria", "single", 1));

  /** Random rows in the order of {@link #COLUMNS}. */
  public static List<List<@Nullable Object>> rows(int count, Random random) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(id);
      row.add(orNull(random, random.nextInt(12) - 3));
      row.add(orNull(random, (long) random.nextInt(2_000_001) - 1_000_000));
      row.add(orNull(random, BigDecimal.valueOf(random.nextInt(20_001) - 10_000, 2)));
      row.add(orNull(random, dec4(random)));
      row.add(orNull(random, (random.nextInt(4001) - 2000) / 4.0));
      row.add(orNull(random, Literals.TEXTS.get(random.nextInt(Literals.TEXTS.size()))));
      row.add(orNull(random, CODES.get(random.nextInt(CODES.size()))));
      row.add(orNull(random, random.nextBoolean()));
      row.add(orNull(random, day(random)));
      row.add(orNull(random, moment(random)));
      rows.add(row);
    }
    return rows;
  }

  private static @Nullable Object orNull(Random random, Object value) {
    return random.nextInt(6) == 0 ? null : value;
  }

  private static BigDecimal dec4(Random random) {
    return random.nextBoolean()
        ? BigDecimal.valueOf((random.nextInt(11) - 5) * 5000L, 4)
        : BigDecimal.valueOf(random.nextInt(100_000_001) - 50_000_000L, 4);
  }

  private static LocalDate day(Random random) {
    return random.nextInt(3) == 0
        ? LocalDate.of(2020, 2, 29)
        : LocalDate.of(1969, 12, 25).plusDays(random.nextInt(20) * (long) random.nextInt(1200));
  }

  private static LocalDateTime moment(Random random) {
    LocalDateTime start = day(random).atStartOfDay();
    return random.nextInt(3) == 0
        ? start
        : start.plusSeconds(random.nextInt(86_400)).plusNanos(random.nextInt(1_000_000) * 1000L);
  }
}
