package io.meshgate.connector.testing;

import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the agreed tables as {@code CREATE TABLE} and {@code INSERT} statements of a SQL store.
 *
 * <p>Literals are the standard's unless the dialect lists another form, so that a wrong entry in
 * {@link SqlSyntax#literals()} shows up as a wrong row.
 */
public final class SqlScript {

  private static final int ROWS_PER_INSERT = 200;
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

  private final SqlSyntax syntax;
  private final Function<ContractColumn, String> columnType;

  /**
   * A writer in the given dialect.
   *
   * @param columnType the type in {@code CREATE TABLE} of a column, without {@code NOT NULL}
   */
  public SqlScript(SqlSyntax syntax, Function<ContractColumn, String> columnType) {
    this.syntax = syntax;
    this.columnType = columnType;
  }

  /** The statements that make and fill {@code table} under the rendered name {@code target}. */
  public List<String> statements(ContractTable table, String target) {
    List<String> statements = new ArrayList<>();
    statements.add(
        table.columns().stream()
            .map(
                column ->
                    quote(column.name())
                        + " "
                        + columnType.apply(column)
                        + (column.isNullable() ? " NULL" : " NOT NULL"))
            .collect(Collectors.joining(", ", "CREATE TABLE " + target + " (", ")")));
    for (int from = 0; from < table.rows().size(); from += ROWS_PER_INSERT) {
      List<List<@Nullable Object>> rows =
          table.rows().subList(from, Math.min(from + ROWS_PER_INSERT, table.rows().size()));
      statements.add(
          rows.stream()
              .map(row -> row(table, row))
              .collect(Collectors.joining(", ", "INSERT INTO " + target + " VALUES ", "")));
    }
    return statements;
  }

  /** {@code name} as a quoted identifier. */
  public String quote(String name) {
    String mark = String.valueOf(syntax.identifierQuote());
    return mark + name.replace(mark, mark + mark) + mark;
  }

  /** {@code value} as a literal. */
  public String literal(TypeKind kind, @Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    String text = text(kind, value);
    String form = syntax.literals().getOrDefault(kind, standardForm(kind));
    if (form.contains("'{}'")) {
      text = text.replace("'", "''");
      text = syntax.backslashEscapes() ? text.replace("\\", "\\\\") : text;
    }
    return form.replace("{}", text);
  }

  private String row(ContractTable table, List<@Nullable Object> row) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      literals.add(literal(table.columns().get(i).kind(), row.get(i)));
    }
    return "(" + String.join(", ", literals) + ")";
  }

  private static String standardForm(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN, INTEGER, DECIMAL, REAL, DOUBLE -> "{}";
      case TEXT, OTHER -> "'{}'";
      case BINARY -> "X'{}'";
      case DATE -> "DATE '{}'";
      case TIME -> "TIME '{}'";
      case TIMESTAMP -> "TIMESTAMP '{}'";
      case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE '{}+00:00'";
    };
  }

  private static String text(TypeKind kind, Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Float || value instanceof Double) {
      String digits = value.toString();
      return digits.contains("E") ? digits : digits + "E0";
    }
    if (value instanceof ByteBuffer bytes) {
      return HexFormat.of().formatHex(Values.bytes(bytes));
    }
    if (value instanceof LocalTime time) {
      return TIME.format(time);
    }
    if (value instanceof LocalDateTime dateTime) {
      return TIMESTAMP.format(dateTime);
    }
    if (value instanceof Instant instant) {
      return TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC));
    }
    return kind == TypeKind.BOOLEAN ? value.toString().toUpperCase(Locale.ROOT) : value.toString();
  }
}
