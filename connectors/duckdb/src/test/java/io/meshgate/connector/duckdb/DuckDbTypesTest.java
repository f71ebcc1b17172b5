package io.meshgate.connector.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuckDbTypesTest {

  /** A type, a value of it as SQL, and the same value as the gateway must hand it over. */
  private record Sample(String type, String literal, Object expected) {}

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("BOOLEAN", "true", true),
          new Sample("TINYINT", "-128", (byte) -128),
          new Sample("SMALLINT", "-32768", (short) -32768),
          new Sample("INTEGER", "-2147483648", -2147483648),
          new Sample("BIGINT", "-9223372036854775808", Long.MIN_VALUE),
          new Sample("UTINYINT", "255", (short) 255),
          new Sample("USMALLINT", "65535", 65535),
          new Sample("UINTEGER", "4294967295", 4294967295L),
          new Sample("UBIGINT", "18446744073709551615", ArrowRows.decimal("18446744073709551615")),
          new Sample(
              "HUGEINT",
              "-99999999999999999999999999999999999999",
              ArrowRows.decimal("-99999999999999999999999999999999999999")),
          new Sample(
              "UHUGEINT",
              "340282366920938463463374607431768211455",
              "340282366920938463463374607431768211455"),
          new Sample(
              "BIGNUM",
              "'123456789012345678901234567890123456789012345'",
              "123456789012345678901234567890123456789012345"),
          new Sample("FLOAT", "0.5", 0.5f),
          new Sample("DOUBLE", "'NaN'", Double.NaN),
          new Sample("DECIMAL(4,1)", "-999.9", ArrowRows.decimal("-999.9")),
          new Sample("DECIMAL(18,3)", "1.500", ArrowRows.decimal("1.500")),
          new Sample(
              "DECIMAL(38,10)",
              "1234567890123456789012345678.0123456789",
              ArrowRows.decimal("1234567890123456789012345678.0123456789")),
          new Sample("VARCHAR", "'gr\u00fc\u00dfe \ud83d\ude00'", "gr\u00fc\u00dfe \ud83d\ude00"),
          new Sample("BLOB", "unhex('00ff27')", ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 0x27})),
          new Sample("DATE", "'0001-01-01'", LocalDate.of(1, 1, 1)),
          new Sample("TIME", "'23:59:59.999999'", LocalTime.of(23, 59, 59, 999_999_000)),
          new Sample(
              "TIMESTAMP",
              "'1960-02-29 01:02:03.000004'",
              LocalDateTime.of(1960, 2, 29, 1, 2, 3, 4_000)),
          new Sample("TIMESTAMP_S", "'2024-01-02 03:04:05'", LocalDateTime.of(2024, 1, 2, 3, 4, 5)),
          new Sample(
              "TIMESTAMP_MS",
              "'2024-01-02 03:04:05.678'",
              LocalDateTime.of(2024, 1, 2, 3, 4, 5, 678_000_000)),
          new Sample(
              "TIMESTAMP_NS",
              "'2024-01-02 03:04:05.678901'",
              LocalDateTime.of(2024, 1, 2, 3, 4, 5, 678_901_000)),
          new Sample(
              "TIMESTAMP WITH TIME ZONE",
              "'2024-07-01 12:00:00+02'",
              Instant.parse("2024-07-01T10:00:00Z")),
          new Sample("TIME WITH TIME ZONE", "'12:30:00+02'", "12:30:00+02"),
          new Sample(
              "UUID",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          new Sample("INTERVAL", "INTERVAL '1 day'", "1 day"),
          new Sample("BIT", "'0101'", "0101"),
          new Sample("JSON", "'{\"a\": [1, null]}'", "{\"a\": [1, null]}"),
          new Sample("ENUM('low', 'high')", "'high'", "high"),
          new Sample("INTEGER[]", "[1, NULL, 3]", Arrays.asList(1, null, 3)),
          new Sample("INTEGER[]", "[]", List.of()),
          new Sample("INTEGER[2]", "[1, 2]", List.of(1, 2)),
          new Sample("VARCHAR[][]", "[[], ['a', NULL], NULL]", lists()),
          new Sample(
              "STRUCT(a INTEGER, b VARCHAR)", "{'a': 1, 'b': 'x'}", Map.of("a", 1, "b", "x")),
          new Sample(
              "STRUCT(\"a \"\"b)\" INTEGER, \"c,[\" STRUCT(d DATE[]))",
              "ROW(1, ROW([DATE '2024-02-29']))",
              Map.of("a \"b)", 1, "c,[", Map.of("d", List.of(LocalDate.of(2024, 2, 29))))),
          new Sample("MAP(VARCHAR, INTEGER)", "MAP {'k': 7}", Map.of("k", 7)),
          new Sample(
              "MAP(INTEGER, DECIMAL(5,2)[])",
              "MAP {1: [0.5]}",
              Map.of(1, List.of(ArrowRows.decimal("0.50")))),
          new Sample(
              "STRUCT(m ENUM('a)', 'b,'), u UUID, q HUGEINT, n UBIGINT)[]",
              "[{'m': 'b,', 'u': 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'q': -5, 'n': 1}]",
              List.of(
                  Map.of(
                      "m",
                      "b,",
                      "u",
                      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                      "q",
                      ArrowRows.decimal("-5"),
                      "n",
                      ArrowRows.decimal("1")))),
          new Sample(
              "TIMESTAMP WITH TIME ZONE[]",
              "[TIMESTAMPTZ '2024-07-01 12:00:00+02']",
              List.of(Instant.parse("2024-07-01T10:00:00Z"))),
          new Sample("JSON[]", "['{\"a\": 1}']", List.of("{\"a\": 1}")),
          new Sample("UNION(n INTEGER, s VARCHAR)", "union_value(n := 1)", "{\"n\":1}"),
          new Sample("UNION(n INTEGER)[]", "[union_value(n := 1)]", "[{\"n\":1}]"),
          new Sample(
              "TIMESTAMP_NS[]",
              "[TIMESTAMP_NS '2024-01-01 00:00:00.000000001']",
              "[\"2024-01-01 00:00:00.000000001\"]"));

  private static List<@Nullable Object> lists() {
    return Arrays.asList(List.of(), Arrays.asList("a", null), null);
  }

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  @Test
  void readsEveryTypeAndNullOfEveryType(@TempDir Path folder) {
    StringBuilder create = new StringBuilder("CREATE TABLE t (id INTEGER NOT NULL");
    StringBuilder insert = new StringBuilder("INSERT INTO t VALUES (1");
    StringBuilder nulls = new StringBuilder("INSERT INTO t VALUES (2");
    for (int i = 0; i < SAMPLES.size(); i++) {
      create.append(", c").append(i).append(' ').append(SAMPLES.get(i).type());
      insert.append(", ").append(SAMPLES.get(i).literal());
      nulls.append(", NULL");
    }
    DuckDbFiles.run(
        folder.resolve("t.duckdb").toString(), List.of(create + ")", insert + ")", nulls + ")"));
    try (Connector connector = DuckDbFiles.connect(folder, Map.of("database", "t.duckdb"))) {
      List<List<@Nullable Object>> rows = new Lake(connector, memory.allocator()).rows("t");
      for (int i = 0; i < SAMPLES.size(); i++) {
        Sample sample = SAMPLES.get(i);
        assertThat(rows.get(0).get(i + 1)).as(sample.type()).isEqualTo(sample.expected());
        assertThat(rows.get(1).get(i + 1)).as("NULL of %s", sample.type()).isNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATE                     | 'infinity'::DATE",
        "DATE                     | '-infinity'::DATE",
        "TIMESTAMP                | 'infinity'::TIMESTAMP",
        "TIMESTAMP WITH TIME ZONE | '-infinity'::TIMESTAMPTZ",
        "TIME                     | '24:00:00'::TIME",
        "TIMESTAMP_NS             | TIMESTAMP_NS '2024-01-01 00:00:00.000000001'",
        "HUGEINT                  | 170141183460469231731687303715884105727",
        "DATE[]                   | ['infinity'::DATE]",
        "STRUCT(t TIMESTAMP[])    | {'t': ['-infinity'::TIMESTAMP]}",
        "MAP(INTEGER, TIME)       | MAP {1: '24:00:00'::TIME}"
      })
  void failsOnAValueThatArrowCannotHoldAndNamesTheColumn(
      String type, String literal, @TempDir Path folder) {
    DuckDbFiles.run(
        folder.resolve("t.duckdb").toString(),
        List.of("CREATE TABLE t (\"odd one\" " + type + ")", "INSERT INTO t SELECT " + literal));
    try (Connector connector = DuckDbFiles.connect(folder, Map.of("database", "t.duckdb"))) {
      Lake lake = new Lake(connector, memory.allocator());
      assertThatThrownBy(() -> lake.rows("t"))
          .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
          .satisfies(
              e -> {
                assertThat(e.kind()).isEqualTo(ConnectorException.Kind.DATA);
                assertThat(e.publicMessage()).contains("column \"odd one\" holds");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATE                     | '-infinity'::DATE | DATE '2024-02-29'",
        "TIMESTAMP WITH TIME ZONE | 'infinity'::TIMESTAMPTZ | TIMESTAMPTZ '2024-02-29 00:00:00+00'",
        "TIME                     | '24:00:00'::TIME | TIME '23:59:59'",
        "TIMESTAMP_NS             | TIMESTAMP_NS '2024-01-01 00:00:00.000000001' | TIMESTAMP_NS '2024-01-01 00:00:00.000001'",
        "DATE[]                   | [DATE '2024-02-29', 'infinity'::DATE] | [DATE '2024-02-29']",
        "DATE[2]                  | [DATE '2024-02-29', 'infinity'::DATE] | [DATE '2024-02-29', NULL]",
        "STRUCT(t TIMESTAMP[])    | {'t': [NULL, '-infinity'::TIMESTAMP]} | {'t': []}",
        "MAP(INTEGER, TIME)       | MAP {1: TIME '01:00:00', 2: '24:00:00'::TIME} | MAP {}"
      })
  void marksAValueThatArrowCannotHoldIfAsked(
      String type, String misfit, String good, @TempDir Path folder) throws IOException {
    DuckDbFiles.run(
        folder.resolve("t.duckdb").toString(),
        List.of(
            "CREATE TABLE t (n INTEGER, v " + type + ")",
            "INSERT INTO t SELECT 1, " + good,
            "INSERT INTO t SELECT 2, " + misfit,
            "INSERT INTO t SELECT 3, NULL",
            "INSERT INTO t SELECT 4, " + misfit,
            "INSERT INTO t SELECT 5, " + good));
    try (Connector connector = DuckDbFiles.connect(folder, Map.of("database", "t.duckdb"))) {
      Lake lake = new Lake(connector, memory.allocator());
      RemoteTable table = lake.describe("t");
      List<Field> fields = new ArrayList<>();
      List<String> reads = new ArrayList<>();
      for (RemoteColumn column : table.columns()) {
        fields.add(column.valueType().orElseThrow().field(column.name()));
        reads.add(column.tolerantRead().replace("{}", Sql.name(column.name())));
      }
      String sql = "SELECT " + String.join(", ", reads) + " FROM " + table.from() + " ORDER BY n";
      assertThat(lake.marks(RemoteScan.SqlScan.marking("lake", new Schema(fields), sql)))
          .containsExactly("1 null", "2 ,1,", "3 null", "4 ,1,", "5 null");
    }
  }

  @Test
  void comparesCollatedTextByCodePoint(@TempDir Path folder) {
    DuckDbFiles.run(
        folder.resolve("t.duckdb").toString(),
        List.of(
            "CREATE TABLE t (name VARCHAR COLLATE NOCASE)", "INSERT INTO t VALUES ('a'), ('A')"));
    try (Connector connector = DuckDbFiles.connect(folder, Map.of("database", "t.duckdb"))) {
      Lake lake = new Lake(connector, memory.allocator());
      RemoteTable table = lake.describe("t");
      RemoteColumn name = table.columns().get(0);
      String read = name.read().replace("{}", Sql.name("name"));
      assertThat(
              lake.rows(
                  new Schema(List.of(Field.nullable("name", name.arrowType().orElseThrow()))),
                  "SELECT " + read + " FROM " + table.from() + " WHERE " + read + " = 'a'"))
          .containsExactly(List.of("a"));
    }
  }

  @Test
  void documentsTheTypeTable() throws IOException {
    Path page = Path.of("../../docs/connectors/duckdb.md");
    String text = Files.readString(page);
    String begin = "<!-- types -->\n";
    String end = "<!-- end of types -->";
    int from = text.indexOf(begin) + begin.length();
    String updated = text.substring(0, from) + typeTable() + text.substring(text.indexOf(end));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, updated);
    }
    assertThat(Files.readString(page))
        .as("run the test with -Dgolden.update to rewrite the table")
        .isEqualTo(updated);
  }

  private static String typeTable() {
    StringBuilder table = new StringBuilder("| DuckDB | Arrow | |\n|---|---|---|\n");
    for (DuckDbTypes.Mapping mapping : DuckDbTypes.all()) {
      String arrow =
          mapping.pattern().equals("DECIMAL(p,s)")
              ? "Decimal(p, s, 128)"
              : mapping.type() instanceof RemoteColumn.Supported supported
                  ? supported.valueType().arrowType().toString()
                  : "none";
      String note = mapping.note().isEmpty() ? "" : " " + mapping.note();
      table.append("| `%s` | %s |%s |\n".formatted(mapping.pattern(), arrow, note));
    }
    return table.toString();
  }
}
