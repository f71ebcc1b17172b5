package io.meshgate.connector.postgres;

import static io.meshgate.connector.testing.ArrowRows.decimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.TableName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type, from a literal at the server to a Java value, by copy and by cursor. */
class PostgresTypesTest {

  @RegisterExtension static final Server SERVER = new Server();

  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final String MEGABYTE = "x".repeat(1 << 20);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  /** A column type, a literal and the value it stands for. */
  record Case(String type, String literal, @Nullable Object value) {}

  private static Case of(String type, String literal, Object value) {
    return new Case(type, literal, value);
  }

  private static @Nullable Connector copying;
  private static @Nullable Connector scrolling;

  @BeforeAll
  static void connect() {
    copying = SERVER.connect();
    scrolling = SERVER.connect(Map.of("transfer", "cursor"));
  }

  @AfterAll
  static void disconnect() {
    Objects.requireNonNull(copying).close();
    Objects.requireNonNull(scrolling).close();
  }

  @BeforeAll
  static void makeTypes() {
    SERVER.run(
        "CREATE SCHEMA types",
        "CREATE TYPE types.color AS ENUM ('red', 'deep \"blue\"')",
        "CREATE TYPE types.pair AS (x integer, y text)",
        "CREATE DOMAIN types.positive AS numeric(10, 2) CHECK (VALUE > 0)",
        "CREATE DOMAIN types.price AS types.positive",
        "CREATE COLLATION types.nocase"
            + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
  }

  @AfterAll
  static void dropTypes() {
    SERVER.run("DROP SCHEMA types CASCADE");
  }

  static Stream<Case> numbers() {
    return Stream.of(
        of("boolean", "true", true),
        of("boolean", "false", false),
        of("smallint", "32767", (short) 32767),
        of("smallint", "-32768", (short) -32768),
        of("integer", "2147483647", 2147483647),
        of("integer", "-2147483648", -2147483648),
        of("bigint", "9223372036854775807", 9223372036854775807L),
        of("bigint", "-9223372036854775808", -9223372036854775808L),
        of("real", "3.4028235e38", 3.4028235e38f),
        of("real", "1e-45", 1.4e-45f),
        of("real", "NaN", Float.NaN),
        of("real", "-0", -0f),
        of("real", "-Infinity", Float.NEGATIVE_INFINITY),
        of("double precision", "1.7976931348623157e308", Double.MAX_VALUE),
        of("double precision", "5e-324", Double.MIN_VALUE),
        of("double precision", "NaN", Double.NaN),
        of("double precision", "-0", -0d),
        of("double precision", "Infinity", Double.POSITIVE_INFINITY));
  }

  static Stream<Case> decimals() {
    return Stream.of(
        of("numeric(12, 2)", "0", decimal("0.00")),
        of("numeric(12, 2)", "-0.01", decimal("-0.01")),
        of("numeric(12, 2)", "9999999999.99", decimal("9999999999.99")),
        of("numeric(12, 2)", "10000.1", decimal("10000.10")),
        of("numeric(4, 4)", "0.0001", decimal("0.0001")),
        of("numeric(20, 7)", "-1234.0000567", decimal("-1234.0000567")),
        of(
            "numeric(38, 0)",
            "99999999999999999999999999999999999999",
            decimal("99999999999999999999999999999999999999")),
        of(
            "numeric(38, 0)",
            "-99999999999999999999999999999999999999",
            decimal("-99999999999999999999999999999999999999")),
        of(
            "numeric(38, 38)",
            "0.99999999999999999999999999999999999999",
            decimal("0.99999999999999999999999999999999999999")),
        of(
            "numeric(38, 38)",
            "-0.00000000000000000000000000000000000001",
            decimal("-0.00000000000000000000000000000000000001")),
        of("numeric(38, 10)", "18446744073709551616", decimal("18446744073709551616.0000000000")),
        of("numeric(3, -2)", "99900", decimal("99900")),
        of("numeric(2, 5)", "0.00099", decimal("0.00099")),
        of("types.price", "12.5", decimal("12.50")));
  }

  static Stream<Case> texts() {
    return Stream.of(
        of("text", "", ""),
        of("text", "  spaces  ", "  spaces  "),
        of("text", "a\uD83D\uDE00\u65E5\u00E9", "a\uD83D\uDE00\u65E5\u00E9"),
        of("text", MEGABYTE, MEGABYTE),
        of("varchar(5)", "ab ", "ab "),
        of("character(5)", "ab", "ab"),
        of("character(5)", "", ""),
        of("name", "pg_class", "pg_class"),
        of("uuid", "A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
  }

  /** Types that come as their text. */
  static Stream<Case> arrays() {
    return Stream.of(
        of("integer[]", "{1,NULL,3}", Arrays.asList(1, null, 3)),
        of("integer[]", "{}", List.of()),
        of("boolean[]", "{t,f,NULL}", Arrays.asList(true, false, null)),
        of("double precision[]", "{0.1,-0}", List.of(0.1, -0d)),
        of("numeric(5,2)[]", "{-1.5,NULL}", Arrays.asList(decimal("-1.50"), null)),
        of("numeric[]", "{1.50,NaN}", List.of("1.50", "NaN")),
        of("text[]", "{\"a b\",\"{{\",NULL,\"\"}", Arrays.asList("a b", "{{", null, "")),
        of("varchar(3)[]", "{abc}", List.of("abc")),
        of("char(3)[]", "{a}", List.of("a")),
        of("date[]", "{2024-02-29}", List.of(LocalDate.of(2024, 2, 29))),
        of(
            "timestamptz[]",
            "{2024-01-01 00:00:00+02}",
            List.of(java.time.Instant.parse("2023-12-31T22:00:00Z"))),
        of(
            "uuid[]",
            "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}",
            List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
        of("jsonb[]", "{\"{\\\"a\\\": 1}\"}", List.of("{\"a\": 1}")));
  }

  static Stream<Case> converted() {
    return Stream.of(
        of("json", "{\"a\" : 1}", "{\"a\" : 1}"),
        of("jsonb", "{\"a\" : 1}", "{\"a\": 1}"),
        of("inet", "192.168.0.1/24", "192.168.0.1/24"),
        of("macaddr", "08:00:2b:01:02:03", "08:00:2b:01:02:03"),
        of("types.color", "deep \"blue\"", "deep \"blue\""),
        of("interval", "1 year 2 mons 3 days 04:05:06.5", "P1Y2M3DT4H5M6.5S"),
        of("int4range", "[1,5)", "[1,5)"),
        of("point", "(1.5,2)", "(1.5,2)"),
        of("tsvector", "a fat cat", "'a' 'cat' 'fat'"),
        of("bit(4)", "1010", "1010"),
        of("money", "1234.5", "$1,234.50"),
        of("time with time zone", "12:34:56.5+02", "12:34:56.5+02"),
        of(
            "numeric",
            "0.1000000000000000000000000000000000000000001",
            "0.1000000000000000000000000000000000000000001"),
        of("numeric", "NaN", "NaN"),
        of(
            "numeric(50, 2)",
            "123456789012345678901234567890123456789012345678.25",
            "123456789012345678901234567890123456789012345678.25"),
        of("types.color[]", "{red,NULL}", "{red,NULL}"),
        of("types.pair", "(1,\"a b\")", "(1,\"a b\")"),
        of("oid", "4294967295", "4294967295"));
  }

  static Stream<Case> others() {
    byte[] all = new byte[256];
    StringBuilder hex = new StringBuilder("\\x");
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
      hex.append("%02x".formatted(i));
    }
    return Stream.of(
        of("bytea", hex.toString(), ByteBuffer.wrap(all)),
        of("bytea", "\\x", ByteBuffer.wrap(new byte[0])),
        of("date", "1970-01-01", LocalDate.of(1970, 1, 1)),
        of("date", "0044-03-15 BC", LocalDate.of(-43, 3, 15)),
        of("date", "4713-01-01 BC", LocalDate.of(-4712, 1, 1)),
        of("date", "5874897-12-31", LocalDate.of(5874897, 12, 31)),
        of("date", "1582-10-10", LocalDate.of(1582, 10, 10)),
        of("time", "00:00:00", LocalTime.MIDNIGHT),
        of("time", "23:59:59.999999", LocalTime.of(23, 59, 59, 999_999_000)),
        of("timestamp", "1970-01-01 00:00:00", LocalDateTime.of(1970, 1, 1, 0, 0)),
        of(
            "timestamp",
            "1969-12-31 23:59:59.999999",
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000)),
        of("timestamp", "4713-01-01 00:00:00 BC", LocalDateTime.of(-4712, 1, 1, 0, 0)),
        of("timestamp", "294246-12-31 23:59:59", LocalDateTime.of(294246, 12, 31, 23, 59, 59)),
        of("timestamptz", "2024-03-31 02:30:00+02", Instant.parse("2024-03-31T00:30:00Z")),
        of("timestamptz", "0001-01-01 00:00:00+00", Instant.parse("0001-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @MethodSource({"numbers", "decimals", "texts", "arrays", "converted", "others"})
  void readsAValueAndANull(Case expected) {
    String table = table(expected.type(), expected.literal());
    assertThat(read(table, copying))
        .containsExactly(row(expected.value()), row(null), row(expected.value()));
    assertThat(read(table, scrolling))
        .containsExactly(row(expected.value()), row(null), row(expected.value()));
  }

  @ParameterizedTest
  @CsvSource({
    "date, infinity",
    "date, -infinity",
    "timestamp, infinity",
    "timestamp, -infinity",
    "'timestamp', 294276-12-31 23:59:59",
    "timestamptz, infinity",
    "'numeric(12, 2)', NaN",
    "time, 24:00:00",
  })
  void refusesAValueThatArrowCannotHoldAndNamesTheColumn(String type, String literal) {
    String table = table(type, literal);
    for (Connector connector : Arrays.asList(copying, scrolling)) {
      assertThatThrownBy(() -> read(table, connector))
          .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
          .satisfies(
              failure -> {
                assertThat(failure.kind()).isEqualTo(Kind.DATA);
                assertThat(failure.publicMessage()).contains("'v'").contains("'erp'");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date | infinity",
        "timestamptz | -infinity",
        "numeric(12, 2) | NaN",
        "time | 24:00:00",
        "integer[] | {{1,2},{3,4}}",
        "date[] | {2020-01-01,infinity,2021-01-01}"
      })
  void marksAValueThatArrowCannotHoldIfAsked(String type, String literal) {
    String table = table(type, literal);
    SERVER.run("ALTER TABLE types." + table + " ADD COLUMN w text DEFAULT 'w', ADD COLUMN u date");
    for (Connector by : Arrays.asList(copying, scrolling)) {
      Connector connector = Objects.requireNonNull(by);
      Schema columns =
          new Schema(
              connector.describe(TableName.of("types", table)).orElseThrow().columns().stream()
                  .map(column -> column.valueType().orElseThrow().field(column.name()))
                  .toList());
      String sql = "SELECT v, w, u FROM types." + table;
      List<List<@Nullable Object>> rows =
          ArrowRows.drain(
              connector.open(
                  RemoteScan.SqlScan.marking(Server.SOURCE, columns, sql),
                  Server.context(memory.allocator(), new Cancellation())));
      assertThat(ArrowRows.column(rows, 1)).containsExactly("w", "w", "w");
      assertThat(ArrowRows.column(rows, 2)).containsExactly(null, null, null);
      assertThat(ArrowRows.column(rows, 3)).containsExactly(",0,", null, ",0,");
    }
  }

  @Test
  void readsTextOfAnotherCollationByCodePoint() {
    SERVER.run(
        "CREATE TABLE types.collated (a text COLLATE types.nocase, b varchar COLLATE \"C\","
            + " c text COLLATE \"en-x-icu\", d text, e integer)");
    try (Connector connector = SERVER.connect()) {
      assertThat(connector.describe(TableName.of("types", "collated")).orElseThrow().columns())
          .extracting(RemoteColumn::read)
          .containsExactly("{} COLLATE \"C\"", "{}", "{} COLLATE \"C\"", "{}", "{}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"integer[] | {{1,2},{3,4}}", "integer[] | [0:1]={1,2}", "text[] | {{a},{b}}"})
  void refusesArraysThatAreNoLists(String type, String literal) {
    String table = table(type, literal);
    for (Connector connector : Arrays.asList(copying, scrolling)) {
      assertThatThrownBy(() -> read(table, connector))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("Column 'v'")
          .hasMessageContaining("cast it to text in a view");
    }
  }

  @Test
  void readsLongArraysAndTextThatGrows() {
    String longText = "x".repeat(1000);
    SERVER.run(
        "CREATE TABLE types.long_arrays AS SELECT i, array_agg(j ORDER BY j) AS v,"
            + " array_agg(CASE WHEN j % 7 > 0 THEN repeat('x', (i + j) % 1001) END ORDER BY j) AS w"
            + " FROM generate_series(1, 1500) AS i, LATERAL generate_series(1, i % 40) AS j GROUP BY i");
    for (Connector by : Arrays.asList(copying, scrolling)) {
      Connector connector = Objects.requireNonNull(by);
      List<RemoteColumn> columns =
          connector.describe(TableName.of("types", "long_arrays")).orElseThrow().columns();
      List<List<@Nullable Object>> rows =
          ArrowRows.drain(
              connector.open(
                  new RemoteScan.SqlScan(
                      "pg",
                      new Schema(
                          columns.stream()
                              .map(c -> c.valueType().orElseThrow().field(c.name()))
                              .toList()),
                      "SELECT i, v, w FROM types.long_arrays ORDER BY i"),
                  Server.context(memory.allocator(), new Cancellation())));
      assertThat(rows).hasSize(1500 - 1500 / 40);
      for (List<@Nullable Object> row : rows) {
        int i = (Integer) Objects.requireNonNull(row.get(0));
        List<@Nullable Object> numbers = new java.util.ArrayList<>();
        List<@Nullable Object> texts = new java.util.ArrayList<>();
        for (int j = 1; j <= i % 40; j++) {
          numbers.add(j);
          texts.add(j % 7 > 0 ? longText.substring(0, (i + j) % 1001) : null);
        }
        assertThat(row).containsExactly(i, numbers, texts);
      }
    }
  }

  private static List<@Nullable Object> row(@Nullable Object value) {
    return java.util.Collections.singletonList(value);
  }

  private static String table(String type, String literal) {
    String table = "t" + TABLES.incrementAndGet();
    String value = "('" + literal.replace("'", "''") + "')";
    SERVER.run(
        "CREATE TABLE types." + table + " (v " + type + ")",
        "INSERT INTO types." + table + " VALUES " + value + ", (NULL), " + value);
    return table;
  }

  private List<List<@Nullable Object>> read(String table, @Nullable Connector by) {
    Connector connector = Objects.requireNonNull(by);
    RemoteColumn column =
        connector.describe(TableName.of("types", table)).orElseThrow().column("v").orElseThrow();
    String sql =
        "SELECT " + column.read().replace("{}", "\"v\"") + " AS v FROM types.\"" + table + "\"";
    return ArrowRows.drain(
        connector.open(
            Server.named(sql, "v", column.valueType().orElseThrow()),
            Server.context(memory.allocator(), new Cancellation())));
  }
}
