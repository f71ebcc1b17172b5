package io.meshgate.server.flight.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;

/** The table of types in the documentation is what the code does. */
class TypesPageTest {

  private static final Path PAGE = Path.of("../docs/reference/types.md");
  private static final ValueType TEXT = ValueType.of(ArrowType.Utf8.INSTANCE);

  /** A type that the gateway sends and what JDBC calls it, as end-to-end tests measure it. */
  private record Row(ValueType type, String arrow, String jdbc) {
    static Row of(ArrowType type, String jdbc) {
      return new Row(ValueType.of(type), type.toString(), jdbc);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          Row.of(ArrowType.Bool.INSTANCE, "BOOLEAN"),
          Row.of(new ArrowType.Int(8, true), "TINYINT"),
          Row.of(new ArrowType.Int(16, true), "SMALLINT"),
          Row.of(new ArrowType.Int(32, true), "INTEGER"),
          Row.of(new ArrowType.Int(64, true), "BIGINT"),
          Row.of(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), "FLOAT"),
          Row.of(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), "DOUBLE"),
          Row.of(new ArrowType.Decimal(38, 2, 128), "DECIMAL"),
          Row.of(ArrowType.Utf8.INSTANCE, "VARCHAR"),
          Row.of(ArrowType.Binary.INSTANCE, "VARBINARY"),
          Row.of(new ArrowType.Date(DateUnit.DAY), "DATE"),
          Row.of(new ArrowType.Time(TimeUnit.MICROSECOND, 64), "TIME"),
          Row.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), "TIMESTAMP"),
          Row.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), "TIMESTAMP_WITH_TIMEZONE"),
          Row.of(new ArrowType.Interval(IntervalUnit.YEAR_MONTH), "JAVA_OBJECT"),
          Row.of(new ArrowType.Interval(IntervalUnit.DAY_TIME), "JAVA_OBJECT"),
          new Row(ValueType.list(TEXT), "List", "ARRAY"),
          new Row(ValueType.struct(List.of(TEXT.field("f"))), "Struct", "JAVA_OBJECT"),
          new Row(ValueType.map(TEXT, TEXT), "Map", "JAVA_OBJECT"));

  /** As people write it, where the planner writes it otherwise. */
  private static String sqlName(ValueType type) {
    return SqlTypes.toSql(type, true)
        .toString()
        .replace("TIMESTAMP_WITH_LOCAL_TIME_ZONE(6)", "TIMESTAMP WITH TIME ZONE")
        .replace("RecordType(VARCHAR f)", "ROW(f VARCHAR)")
        .replace("(VARCHAR, VARCHAR) MAP", "MAP(VARCHAR, VARCHAR)");
  }

  @Test
  void listsTypesAsTheyAreSent() throws IOException {
    StringBuilder table =
        new StringBuilder("| SQL | Arrow | `TYPE_NAME` | JDBC |\n|---|---|---|---|\n");
    for (Row row : ROWS) {
      assertThat(SqlTypes.toValue(SqlTypes.toSql(row.type(), true))).isEqualTo(row.type());
      table.append(
          "| `%s` | %s | %s | `%s` |\n"
              .formatted(
                  sqlName(row.type()),
                  row.arrow(),
                  ColumnMetadata.typeName(row.type().arrowType()),
                  row.jdbc()));
    }
    table.append("| `NULL` | Utf8 | VARCHAR | `VARCHAR` |\n");
    String page = Files.readString(PAGE);
    String begin = "<!-- generated: types -->\n";
    int from = page.indexOf(begin) + begin.length();
    String expected =
        page.substring(0, from) + table + page.substring(page.indexOf("<!-- end -->"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).as("run with -Dgolden.update").isEqualTo(expected);
  }
}
