package io.meshgate.server.e2e;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a store with two values, and what a JDBC client has to see of it.
 *
 * @param ddl the column's type at the store
 * @param low a literal of the store
 * @param high another literal
 * @param type the type that the client sees
 * @param expectedLow the first value as the client reads it, as text
 * @param expectedHigh the second value
 */
record TypeCase(
    String ddl, String low, String high, SqlType type, String expectedLow, String expectedHigh) {

  /**
   * A type as JDBC describes it.
   *
   * @param name the name among a table's columns
   * @param code the code of {@link Types}
   * @param precision digits or characters; 0 if it has no bound
   * @param scale digits after the point, of seconds for times
   */
  record SqlType(String name, int code, int precision, int scale) {

    static final SqlType BOOLEAN = new SqlType("BOOLEAN", Types.BOOLEAN, 1, 0);
    static final SqlType TINYINT = new SqlType("TINYINT", Types.TINYINT, 3, 0);
    static final SqlType SMALLINT = new SqlType("SMALLINT", Types.SMALLINT, 5, 0);
    static final SqlType INTEGER = new SqlType("INTEGER", Types.INTEGER, 10, 0);
    static final SqlType BIGINT = new SqlType("BIGINT", Types.BIGINT, 19, 0);
    // The driver's own code for 32 bits; the gateway's name says what is meant.
    static final SqlType REAL = new SqlType("REAL", Types.FLOAT, 7, 0);
    static final SqlType DOUBLE = new SqlType("DOUBLE", Types.DOUBLE, 15, 0);
    static final SqlType VARCHAR = new SqlType("VARCHAR", Types.VARCHAR, 0, 0);
    static final SqlType UUID = new SqlType("UUID", Types.VARCHAR, 0, 0);
    static final SqlType JSON = new SqlType("JSON", Types.VARCHAR, 0, 0);
    static final SqlType INTERVAL = new SqlType("INTERVAL", Types.VARCHAR, 0, 0);
    static final SqlType ARRAY = new SqlType("ARRAY", Types.ARRAY, 0, 0);
    // The driver's own code for structs and maps.
    static final SqlType ROW = new SqlType("ROW", Types.JAVA_OBJECT, 0, 0);
    static final SqlType MAP = new SqlType("MAP", Types.JAVA_OBJECT, 0, 0);
    static final SqlType VARBINARY = new SqlType("VARBINARY", Types.VARBINARY, 0, 0);
    static final SqlType DATE = new SqlType("DATE", Types.DATE, 10, 0);
    static final SqlType TIME = new SqlType("TIME", Types.TIME, 15, 6);
    static final SqlType TIMESTAMP = new SqlType("TIMESTAMP", Types.TIMESTAMP, 26, 6);
    static final SqlType TIMESTAMP_TZ =
        new SqlType("TIMESTAMP WITH TIME ZONE", Types.TIMESTAMP_WITH_TIMEZONE, 26, 6);

    static SqlType decimal(int precision, int scale) {
      return new SqlType("DECIMAL", Types.DECIMAL, precision, scale);
    }

    /** A value of this type as text, or null. */
    @Nullable String read(ResultSet rows, String column) throws SQLException {
      String text =
          switch (code) {
            case Types.BOOLEAN -> String.valueOf(rows.getBoolean(column));
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
                String.valueOf(rows.getLong(column));
            case Types.FLOAT -> String.valueOf(rows.getFloat(column));
            case Types.DOUBLE -> String.valueOf(rows.getDouble(column));
            default -> readObject(rows, column);
          };
      return rows.wasNull() ? null : text;
    }

    private @Nullable String readObject(ResultSet rows, String column) throws SQLException {
      return switch (code) {
        case Types.DECIMAL -> text(rows.getBigDecimal(column), BigDecimal::toPlainString);
        case Types.VARBINARY -> text(rows.getBytes(column), HexFormat.of()::formatHex);
        case Types.DATE -> text(rows.getDate(column), date -> date.toLocalDate().toString());
        // The driver cuts off what is below a millisecond, in every getter.
        case Types.TIME ->
            text(
                rows.getTimestamp(column),
                time ->
                    time.toLocalDateTime().toLocalTime().truncatedTo(ChronoUnit.MILLIS).toString());
        case Types.TIMESTAMP ->
            text(rows.getTimestamp(column), time -> time.toLocalDateTime().toString());
        case Types.TIMESTAMP_WITH_TIMEZONE ->
            text(rows.getTimestamp(column), time -> time.toInstant().toString());
        case Types.ARRAY -> text(rows.getArray(column), array -> Arrays.toString(elements(array)));
        case Types.JAVA_OBJECT -> text(rows.getObject(column), Object::toString);
        default -> rows.getString(column);
      };
    }

    private static Object[] elements(java.sql.Array array) {
      try {
        return (Object[]) array.getArray();
      } catch (SQLException e) {
        throw new AssertionError("The array cannot be read", e);
      }
    }

    private static <T> @Nullable String text(
        @Nullable T value, java.util.function.Function<T, String> form) {
      return value == null ? null : form.apply(value);
    }
  }

  /** A statement that makes a table of some cases: {@code id} and {@code c0} and so on. */
  static String create(String table, List<TypeCase> cases) {
    StringBuilder sql = new StringBuilder("CREATE TABLE " + table + " (id integer");
    for (int i = 0; i < cases.size(); i++) {
      sql.append(", c").append(i).append(' ').append(cases.get(i).ddl());
    }
    return sql.append(')').toString();
  }

  /** A statement with three rows: the low values, the high values, and NULL. */
  static String insert(String table, List<TypeCase> cases) {
    StringBuilder low = new StringBuilder("(1");
    StringBuilder high = new StringBuilder("(2");
    for (TypeCase one : cases) {
      low.append(", ").append(one.low());
      high.append(", ").append(one.high());
    }
    return "INSERT INTO %s VALUES %s), %s), (3%s)"
        .formatted(table, low, high, ", NULL".repeat(cases.size()));
  }

  /** The names of the columns of {@link #create}. */
  static String[] columns(List<TypeCase> cases) {
    String[] columns = new String[cases.size() + 1];
    columns[0] = "id";
    for (int i = 0; i < cases.size(); i++) {
      columns[i + 1] = "c" + i;
    }
    return columns;
  }
}
