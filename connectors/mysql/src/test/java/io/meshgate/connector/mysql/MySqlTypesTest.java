package io.meshgate.connector.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every column type: what it is in Arrow, its extreme values, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlTypesTest {

  /** A comma between literals, not between the arguments of a function. */
  private static final Pattern SEPARATOR = Pattern.compile(", (?!\\d+\\))");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final MariaDbFixture fixture = new MariaDbFixture();
  private final Connector connector = fixture.connector(Map.of("tinyint1AsBoolean", "true"));
  private int tables;

  @BeforeAll
  void allowZeroDates() throws SQLException {
    fixture.execute("SET GLOBAL sql_mode = ''");
  }

  @AfterAll
  void stop() {
    connector.close();
    fixture.close();
  }

  @Test
  void readsIntegersAtTheirBounds() throws SQLException {
    assertValues("TINYINT", "-128, 127, NULL", (byte) -128, (byte) 127, null);
    assertValues("TINYINT UNSIGNED", "0, 255", (short) 0, (short) 255);
    assertValues("SMALLINT", "-32768, 32767", (short) -32768, (short) 32767);
    assertValues("SMALLINT UNSIGNED", "65535", 65535);
    assertValues("MEDIUMINT", "-8388608, 8388607", -8388608, 8388607);
    assertValues("MEDIUMINT UNSIGNED", "16777215", 16777215);
    assertValues("INT", "-2147483648, 2147483647", Integer.MIN_VALUE, Integer.MAX_VALUE);
    assertValues("INT UNSIGNED", "4294967295, NULL", 4294967295L, null);
    assertValues("INT(6) ZEROFILL", "42", 42L);
    assertValues(
        "BIGINT", "-9223372036854775808, 9223372036854775807", Long.MIN_VALUE, Long.MAX_VALUE);
    assertValues("BIGINT UNSIGNED", "18446744073709551615", new BigDecimal("18446744073709551615"));
    assertValues("YEAR", "1901, 2155, 0", (short) 1901, (short) 2155, (short) 0);
    assertValues("BIT(8)", "b'11111111', b'0', NULL", 255L, 0L, null);
    assertValues("BIT(64)", "~0", new BigDecimal("18446744073709551615"));
  }

  @Test
  void readsBooleans() throws SQLException {
    assertValues("BOOLEAN", "TRUE, FALSE, NULL", true, false, null);
    assertValues("BIT(1)", "b'1', b'0', NULL", true, false, null);
  }

  @Test
  void refusesANumberInAColumnThatIsReadAsBoolean() throws SQLException {
    RemoteTable table = table("TINYINT(1)", "0, 1, 2");
    assertFailure(Kind.NUMERIC_OVERFLOW, () -> rows(table));
    try (Connector asNumbers = fixture.connector(Map.of("tinyint1AsBoolean", "false"))) {
      RemoteTable numbers = asNumbers.describe(table.name()).orElseThrow();
      assertThat(ArrowRows.column(rows(numbers), 1)).containsExactly((byte) 0, (byte) 1, (byte) 2);
    }
  }

  @Test
  void readsDecimals() throws SQLException {
    assertValues(
        "DECIMAL(38, 10)",
        "-9999999999999999999999999999.9999999999, 0.5, NULL",
        new BigDecimal("-9999999999999999999999999999.9999999999"),
        new BigDecimal("0.5000000000"),
        null);
    assertValues("DECIMAL(5, 2) UNSIGNED", "999.99", new BigDecimal("999.99"));
    assertValues(
        "DECIMAL(40, 2)",
        "1234567890123456789012345678901234567.89, NULL",
        "1234567890123456789012345678901234567.89",
        null);
  }

  @Test
  void readsFloatingPointNumbersWithoutLoss() throws SQLException {
    assertValues(
        "FLOAT", "0.1, 16777217, 3.4028234e38, NULL", 0.1f, 16777216f, Float.MAX_VALUE, null);
    assertValues(
        "DOUBLE",
        "0.1, 1.7976931348623157e308, 5e-324, NULL",
        0.1d,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        null);
  }

  @Test
  void readsTextOfEveryCharacterSetWithItsSpaces() throws SQLException {
    assertValues(
        "VARCHAR(20)",
        "'a ', '', 'it''s \\', '\ud83d\ude00', NULL",
        "a ",
        "",
        "it's \\",
        "\ud83d\ude00",
        null);
    assertValues("VARCHAR(20) CHARACTER SET latin1", "'Stra\u00dfe'", "Stra\u00dfe");
    assertValues("TEXT CHARACTER SET utf16", "'\ud83d\ude00'", "\ud83d\ude00");
    assertValues("CHAR(5)", "'ab'", "ab");
    assertValues("LONGTEXT", "REPEAT('\u00e4', 100000)", "\u00e4".repeat(100_000));
    assertValues("ENUM('x', 'Y')", "'x', 'Y'", "x", "Y");
    assertValues("SET('x', 'y')", "'x,y', ''", "x,y", "");
    assertValues("JSON", "'{\"a\": 1}'", "{\"a\": 1}");
    assertValues(
        "UUID", "'123E4567-e89b-12d3-a456-426655440000'", "123e4567-e89b-12d3-a456-426655440000");
    assertValues("INET6", "'::1'", "::1");
    assertValues("INET4", "'10.0.0.1'", "10.0.0.1");
  }

  @Test
  void readsBinary() throws SQLException {
    assertValues("BINARY(3)", "X'00ff', NULL", ByteBuffer.wrap(new byte[] {0, -1, 0}), null);
    assertValues(
        "VARBINARY(3)",
        "X'00ff20', X''",
        ByteBuffer.wrap(new byte[] {0, -1, 0x20}),
        ByteBuffer.wrap(new byte[0]));
    assertValues("BLOB", "X'00'", ByteBuffer.wrap(new byte[] {0}));
  }

  @Test
  void readsDatesAndTimes() throws SQLException {
    assertValues(
        "DATE",
        "'1000-01-01', '9999-12-31', NULL",
        LocalDate.of(1000, 1, 1),
        LocalDate.of(9999, 12, 31),
        null);
    assertValues(
        "TIME(6)",
        "'00:00:00', '23:59:59.999999'",
        LocalTime.MIDNIGHT,
        LocalTime.of(23, 59, 59, 999_999_000));
    assertValues("TIME", "'12:30:15', NULL", LocalTime.of(12, 30, 15), null);
    assertValues("DATETIME", "'2024-02-29 12:30:15'", LocalDateTime.of(2024, 2, 29, 12, 30, 15));
    assertValues(
        "DATETIME(3)",
        "'1000-01-01 00:00:00.001'",
        LocalDateTime.of(1000, 1, 1, 0, 0, 0, 1_000_000));
    assertValues(
        "DATETIME(6)",
        "'9999-12-31 23:59:59.999999', NULL",
        LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
        null);
    assertValues(
        "TIMESTAMP(6) NULL",
        "'2024-03-31 01:30:00.000001', NULL",
        Instant.parse("2024-03-31T01:30:00.000001Z"),
        null);
  }

  @Test
  void refusesDatesAndTimesThatAreNone() throws SQLException {
    for (String zero : List.of("'0000-00-00'", "'2024-00-10'", "'2024-05-00'")) {
      assertMisfit("DATE", zero);
      assertMisfit("DATETIME", zero);
    }
    assertMisfit("TIMESTAMP NULL", "'0000-00-00 00:00:00'");
    assertMisfit("TIME", "'24:00:00'");
    assertMisfit("TIME", "'838:59:59'");
    assertMisfit("TIME(6)", "'-00:00:00.000001'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DATE         | '0000-00-00' | '2024-02-29'",
        "DATETIME     | '2024-00-10' | '2024-02-29 00:00:00'",
        "TIME         | '24:00:00'   | '23:59:59'",
        "TINYINT(1)   | 7            | 1"
      })
  void marksAValueThatArrowCannotHoldIfAsked(String type, String misfit, String good)
      throws SQLException {
    RemoteTable table = table(type, misfit + ", NULL, " + good);
    List<Field> fields = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    for (RemoteColumn column : table.columns()) {
      fields.add(Field.nullable(column.name(), column.arrowType().orElseThrow()));
      reads.add(column.tolerantRead().replace("{}", "`" + column.name() + "`"));
    }
    String sql = "SELECT " + String.join(", ", reads) + " FROM " + table.from() + " ORDER BY `id`";
    List<List<@Nullable Object>> rows = read(SqlScan.marking("shop", new Schema(fields), sql));
    assertThat(ArrowRows.column(rows, 0)).containsExactly(1, 2, 3);
    assertThat(ArrowRows.column(rows, 2)).containsExactly(",1,", null, null);
    assertThat(rows.get(1).get(1)).isNull();
    assertThat(rows.get(2).get(1)).isNotNull();
  }

  @Test
  void tellsWhyAGeometryIsNotRead() throws SQLException {
    RemoteColumn column = table("POINT", "NULL").columns().get(1);
    assertThat(column.arrowType()).isEmpty();
    assertThat(column.type().toString()).contains("ST_AsText");
  }

  @Test
  void describesNamesExactlyWithStatistics() throws SQLException {
    fixture.execute(
        "CREATE DATABASE `Other``s`",
        "CREATE TABLE `Other``s`.`We``ird` (`A``b` INT PRIMARY KEY, c INT NULL)",
        "INSERT INTO `Other``s`.`We``ird` VALUES (1, 1), (2, NULL), (3, 1)",
        "ANALYZE TABLE `Other``s`.`We``ird`");
    RemoteTable table = connector.describe(TableName.of("Other`s", "We`ird")).orElseThrow();
    assertThat(table.from()).isEqualTo("`Other``s`.`We``ird`");
    assertThat(table.rowCount()).isEqualTo(OptionalLong.of(3));
    assertThat(table.columns()).extracting(RemoteColumn::name).containsExactly("A`b", "c");
    assertThat(table.columns()).extracting(RemoteColumn::nullable).containsExactly(false, true);
    assertThat(table.columns().get(0).distinctCount()).isEqualTo(OptionalLong.of(3));
    assertThat(connector.describe(TableName.of("Other`s", "we`ird"))).isEmpty();
    assertThat(connector.describe(TableName.of("a", "b", "c"))).isEmpty();
  }

  @Test
  void documentsEveryType() throws IOException, SQLException {
    Path page = Path.of("../../docs/connectors/mysql.md");
    String begin = "<!-- types: generated -->\n";
    String end = "<!-- types: end -->\n";
    String text = Files.readString(page);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    String expected = typeTable();
    if (System.getProperty("golden.update") != null) {
      Files.writeString(page, text.substring(0, from) + expected + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to)).isEqualTo(expected);
  }

  private String typeTable() throws IOException, SQLException {
    StringBuilder lines =
        new StringBuilder("| MySQL or MariaDB | Arrow | read as |\n|---|---|---|\n");
    for (String type : documentedTypes()) {
      RemoteColumn column = table(type, "NULL").columns().get(1);
      String arrow = column.arrowType().map(Object::toString).orElse("not read");
      lines.append(
          "| `%s` | %s | `%s` |\n"
              .formatted(type.toLowerCase(Locale.ROOT), arrow, column.read().replace("{}", "x")));
    }
    return lines.toString();
  }

  private static List<String> documentedTypes() throws IOException {
    try (InputStream in = MySqlTypesTest.class.getResourceAsStream("/documented-types.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private void assertValues(String type, String values, @Nullable Object... expected)
      throws SQLException {
    assertThat(ArrowRows.column(rows(table(type, values)), 1)).as(type).containsExactly(expected);
  }

  private void assertMisfit(String type, String value) throws SQLException {
    RemoteTable table = table(type, value);
    assertThatThrownBy(() -> rows(table))
        .as("%s %s", type, value)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.DATA))
        .extracting(ConnectorException::publicMessage, InstanceOfAssertFactories.STRING)
        .contains("'v'")
        .doesNotContain(value.replace("'", ""));
  }

  private static void assertFailure(
      Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .extracting(ConnectorException::kind)
        .isEqualTo(kind);
  }

  /** A table of an id and a column of the given type, holding the given literals in order. */
  private RemoteTable table(String type, String values) throws SQLException {
    String name = "types_" + tables++;
    List<String> statements = new ArrayList<>();
    statements.add("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
    statements.add("CREATE TABLE " + name + " (id INT AUTO_INCREMENT PRIMARY KEY, v " + type + ")");
    for (String value : SEPARATOR.splitAsStream(values).toList()) {
      statements.add("INSERT INTO " + name + " (v) VALUES (" + value + ")");
    }
    fixture.execute(statements);
    return connector.describe(TableName.of(name)).orElseThrow();
  }

  private List<List<@Nullable Object>> rows(RemoteTable table) {
    List<Field> fields = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    for (RemoteColumn column : table.columns()) {
      fields.add(
          new Field(column.name(), FieldType.nullable(column.arrowType().orElseThrow()), null));
      reads.add(column.read().replace("{}", "`" + column.name() + "`"));
    }
    String sql = "SELECT " + String.join(", ", reads) + " FROM " + table.from() + " ORDER BY `id`";
    return read(new SqlScan("shop", new Schema(fields), sql));
  }

  private List<List<@Nullable Object>> read(SqlScan scan) {
    ScanContext context =
        new ScanContext(
            memory.allocator(), "q1", "tester", Optional.empty(), 1000, new Cancellation());
    return ArrowRows.drain(connector.open(scan, context));
  }
}
