package io.meshgate.server.e2e;

import static io.meshgate.server.e2e.TypeCase.SqlType.BIGINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.BOOLEAN;
import static io.meshgate.server.e2e.TypeCase.SqlType.DATE;
import static io.meshgate.server.e2e.TypeCase.SqlType.DOUBLE;
import static io.meshgate.server.e2e.TypeCase.SqlType.INTEGER;
import static io.meshgate.server.e2e.TypeCase.SqlType.REAL;
import static io.meshgate.server.e2e.TypeCase.SqlType.SMALLINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIME;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIMESTAMP;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIMESTAMP_TZ;
import static io.meshgate.server.e2e.TypeCase.SqlType.TINYINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.VARBINARY;
import static io.meshgate.server.e2e.TypeCase.SqlType.VARCHAR;
import static io.meshgate.server.e2e.TypeCase.SqlType.decimal;
import static io.meshgate.server.e2e.TypeCase.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.TimeMicroVector;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every type of every store through the released JDBC driver. */
@ExtendWith(Stores.Extension.class)
class TypesTest {

  private static final String OWL = "\uD83E\uDD89";
  private static final String NINES = "9".repeat(28) + "." + "9".repeat(10);

  private static final List<TypeCase> POSTGRES =
      List.of(
          of("boolean", "false", "true", BOOLEAN, "false", "true"),
          of("smallint", "-32768", "32767", SMALLINT, "-32768", "32767"),
          of("integer", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          of(
              "bigint",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          of("real", "'-3.4028235e38'", "'NaN'", REAL, "-3.4028235E38", "NaN"),
          of("double precision", "'5e-324'", "'Infinity'", DOUBLE, "4.9E-324", "Infinity"),
          of("numeric(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          of("numeric(38,10)", "-" + NINES, NINES, decimal(38, 10), "-" + NINES, NINES),
          of("numeric(3,-2)", "12345", "-99900", decimal(5, 0), "12300", "-99900"),
          of(
              "numeric(50,2)",
              "0",
              "1" + NINES.substring(0, 31),
              VARCHAR,
              "0.00",
              "1" + NINES.substring(0, 31)),
          of("numeric", "1.50", "'NaN'", VARCHAR, "1.50", "NaN"),
          of(
              "text",
              "''",
              "'gr\u00fc\u00dfe " + OWL + " \u65e5'",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL + " \u65e5"),
          of("text", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          of("varchar(20)", "' padded  '", "'x'", VARCHAR, " padded  ", "x"),
          of("character(5)", "'ab'", "'abcde'", VARCHAR, "ab", "abcde"),
          of("name", "'n'", "''", VARCHAR, "n", ""),
          of(
              "uuid",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              VARCHAR,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          of("json", "'{\"b\":1,  \"a\":2}'", "'null'", VARCHAR, "{\"b\":1,  \"a\":2}", "null"),
          of("jsonb", "'{\"b\":1,  \"a\":2}'", "'[]'", VARCHAR, "{\"a\": 2, \"b\": 1}", "[]"),
          of("bytea", "'\\x'", "'\\x00ff10'", VARBINARY, "", "00ff10"),
          of("date", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          of("time", "'00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          of(
              "time with time zone",
              "'12:00+02'",
              "'00:00Z'",
              VARCHAR,
              "12:00:00+02",
              "00:00:00+00"),
          of(
              "timestamp",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          of(
              "timestamp with time zone",
              "'2026-03-29 01:30+01'",
              "'9999-12-31 23:59:59.999999Z'",
              TIMESTAMP_TZ,
              "2026-03-29T00:30:00Z",
              "9999-12-31T23:59:59.999999Z"),
          of("interval", "'1 year 2 months 3 days'", "'-1 second'", VARCHAR, "P1Y2M3D", "PT-1S"),
          of("inet", "'192.168.0.0/16'", "'::1'", VARCHAR, "192.168.0.0/16", "::1/128"),
          of("int4range", "'[1,4]'", "'empty'", VARCHAR, "[1,5)", "empty"),
          of("point", "'(1,2)'", "'(0.5,-1)'", VARCHAR, "(1,2)", "(0.5,-1)"),
          of("tsvector", "'b a'", "''", VARCHAR, "'a' 'b'", ""),
          of("bit(4)", "B'1010'", "B'0000'", VARCHAR, "1010", "0000"),
          of("money", "12.34", "-1", VARCHAR, "$12.34", "-$1.00"),
          of("integer[]", "'{1,NULL}'", "'{}'", VARCHAR, "{1,NULL}", "{}"),
          of("e2e_types.mood", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"));

  private static final List<TypeCase> MARIADB =
      List.of(
          of("boolean", "0", "1", BOOLEAN, "false", "true"),
          of("tinyint", "-128", "127", TINYINT, "-128", "127"),
          of("tinyint unsigned", "0", "255", SMALLINT, "0", "255"),
          of("smallint", "-32768", "32767", SMALLINT, "-32768", "32767"),
          of("smallint unsigned", "0", "65535", INTEGER, "0", "65535"),
          of("mediumint", "-8388608", "8388607", INTEGER, "-8388608", "8388607"),
          of("mediumint unsigned", "0", "16777215", INTEGER, "0", "16777215"),
          of("int", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          of("int unsigned", "0", "4294967295", BIGINT, "0", "4294967295"),
          of(
              "bigint",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          of(
              "bigint unsigned",
              "0",
              "18446744073709551615",
              decimal(20, 0),
              "0",
              "18446744073709551615"),
          of("year", "1901", "2155", SMALLINT, "1901", "2155"),
          of("bit(1)", "b'0'", "b'1'", BOOLEAN, "false", "true"),
          of("bit(8)", "b'0'", "b'11111111'", BIGINT, "0", "255"),
          of(
              "bit(64)",
              "b'1'",
              "b'" + "1".repeat(64) + "'",
              decimal(20, 0),
              "1",
              "18446744073709551615"),
          of("decimal(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          of(
              "decimal(12,2) unsigned",
              "0",
              "9999999999.99",
              decimal(12, 2),
              "0.00",
              "9999999999.99"),
          of("decimal(38,10)", "-" + NINES, NINES, decimal(38, 10), "-" + NINES, NINES),
          of(
              "decimal(40,2)",
              "0",
              "1" + NINES.substring(0, 31),
              VARCHAR,
              "0.00",
              "1" + NINES.substring(0, 31)),
          of("float", "-0.1", "3.4028234e38", REAL, "-0.1", "3.4028235E38"),
          of(
              "double",
              "-2.2250738585072014e-308",
              "1.7976931348623157e308",
              DOUBLE,
              "-2.2250738585072014E-308",
              "1.7976931348623157E308"),
          of("char(5)", "'ab'", "'abcde'", VARCHAR, "ab", "abcde"),
          of(
              "varchar(20)",
              "''",
              "'gr\u00fc\u00dfe " + OWL + "  '",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL + "  "),
          of(
              "varchar(20) character set latin1",
              "'gr\u00fc\u00dfe'",
              "' '",
              VARCHAR,
              "gr\u00fc\u00dfe",
              " "),
          of("mediumtext", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          of("enum('x','\u00fc')", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"),
          of("set('x','y')", "''", "'y,x'", VARCHAR, "", "x,y"),
          of("json", "'{\"b\":1,  \"a\":2}'", "'[]'", VARCHAR, "{\"b\":1,  \"a\":2}", "[]"),
          of(
              "uuid",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              VARCHAR,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          of("inet4", "'10.0.0.1'", "'255.255.255.255'", VARCHAR, "10.0.0.1", "255.255.255.255"),
          of("inet6", "'::1'", "'2001:db8::ff'", VARCHAR, "::1", "2001:db8::ff"),
          of("binary(3)", "0x0102", "0xffffff", VARBINARY, "010200", "ffffff"),
          of("varbinary(3)", "''", "0x00ff10", VARBINARY, "", "00ff10"),
          of("blob", "''", "0x00", VARBINARY, "", "00"),
          of("date", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          of("time(6)", "'00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          of(
              "datetime(6)",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          of(
              "datetime(3)",
              "'2026-02-28 13:14:15.123'",
              "'2026-02-28'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123",
              "2026-02-28T00:00"),
          of(
              "timestamp(6) null",
              "'1970-01-01 00:00:01'",
              "'2038-01-19 03:14:07.999999'",
              TIMESTAMP_TZ,
              "1970-01-01T00:00:01Z",
              "2038-01-19T03:14:07.999999Z"));

  /** What Parquet files hold too. */
  private static final List<TypeCase> PARQUET =
      List.of(
          of("BOOLEAN", "false", "true", BOOLEAN, "false", "true"),
          of("TINYINT", "-128", "127", TINYINT, "-128", "127"),
          of("SMALLINT", "-32768", "32767", SMALLINT, "-32768", "32767"),
          of("INTEGER", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          of(
              "BIGINT",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          of("UTINYINT", "0", "255", SMALLINT, "0", "255"),
          of("USMALLINT", "0", "65535", INTEGER, "0", "65535"),
          of("UINTEGER", "0", "4294967295", BIGINT, "0", "4294967295"),
          of("UBIGINT", "0", "18446744073709551615", decimal(20, 0), "0", "18446744073709551615"),
          of("FLOAT", "'-3.4028235e38'", "'NaN'", REAL, "-3.4028235E38", "NaN"),
          of("DOUBLE", "'5e-324'", "'Infinity'", DOUBLE, "4.9E-324", "Infinity"),
          of("DECIMAL(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          of(
              "DECIMAL(38,10)",
              "'-" + NINES + "'",
              "'" + NINES + "'",
              decimal(38, 10),
              "-" + NINES,
              NINES),
          of(
              "VARCHAR",
              "''",
              "'gr\u00fc\u00dfe " + OWL + "'",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL),
          of("VARCHAR", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          of("BLOB", "''::BLOB", "'\\x00\\xFF\\x10'::BLOB", VARBINARY, "", "00ff10"),
          of("DATE", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          of("TIME", "'00:00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          of(
              "TIMESTAMP",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          of(
              "TIMESTAMP_MS",
              "'2026-02-28 13:14:15.123'",
              "'1969-12-31 23:59:59.999'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123",
              "1969-12-31T23:59:59.999"),
          of(
              "TIMESTAMP_NS",
              "'2026-02-28 13:14:15.123456'",
              "'1969-12-31 23:59:59.999999'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123456",
              "1969-12-31T23:59:59.999999"),
          of(
              "TIMESTAMPTZ",
              "'2026-03-29 01:30:00+01'",
              "'9999-12-31 23:59:59.999999+00'",
              TIMESTAMP_TZ,
              "2026-03-29T00:30:00Z",
              "9999-12-31T23:59:59.999999Z"),
          of(
              "UUID",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              VARCHAR,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          of("ENUM('x','\u00fc')", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"),
          of("INTEGER[]", "[1, NULL]", "[]", VARCHAR, "[1,null]", "[]"),
          of(
              "STRUCT(a INTEGER, b VARCHAR)",
              "{'a': 1, 'b': 'x'}",
              "{'a': NULL, 'b': ''}",
              VARCHAR,
              "{\"a\":1,\"b\":\"x\"}",
              "{\"a\":null,\"b\":\"\"}"));

  /** What only a database file holds. */
  private static final List<TypeCase> DUCKDB =
      List.of(
          of(
              "HUGEINT",
              "'-" + "9".repeat(38) + "'",
              "'" + "9".repeat(38) + "'",
              decimal(38, 0),
              "-" + "9".repeat(38),
              "9".repeat(38)),
          of(
              "UHUGEINT",
              "0",
              "'340282366920938463463374607431768211455'",
              VARCHAR,
              "0",
              "340282366920938463463374607431768211455"),
          of("BIGNUM", "'-" + "9".repeat(60) + "'", "'0'", VARCHAR, "-" + "9".repeat(60), "0"),
          of(
              "TIMESTAMP_S",
              "'2026-02-28 13:14:15'",
              "'1969-12-31 23:59:59'",
              TIMESTAMP,
              "2026-02-28T13:14:15",
              "1969-12-31T23:59:59"),
          of("TIMETZ", "'12:00:00+02'", "'00:00:00+00'", VARCHAR, "12:00:00+02", "00:00:00+00"),
          of(
              "INTERVAL",
              "'1 year 2 months 3 days'",
              "'0 days'",
              VARCHAR,
              "1 year 2 months 3 days",
              "00:00:00"),
          of("BIT", "'1010'", "'0'", VARCHAR, "1010", "0"),
          of("MAP(VARCHAR, INTEGER)", "MAP {'a': 1}", "MAP {}", VARCHAR, "{\"a\":1}", "{}"));

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    Path folder = TestMesh.configure(root, "types", stores, "");
    Path configuration = folder.resolve("mesh.yaml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("folder: lake", "folder: lake, database: facts.duckdb"));
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    fillPostgres(stores, folder);
    fillMariaDb(stores, folder);
    fillLake(folder);
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems())
        .noneMatch(problem -> problem.toString().contains("products"));
  }

  private static void fillPostgres(Stores stores, Path folder) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_types",
        "CREATE TYPE e2e_types.mood AS ENUM ('x', '\u00fc')",
        TypeCase.create("e2e_types.types", POSTGRES),
        TypeCase.insert("e2e_types.types", POSTGRES));
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg",
            "types",
            "e2e_types",
            Contract.table("types", "types", TypeCase.columns(POSTGRES))));
  }

  private static void fillMariaDb(Stores stores, Path folder) throws Exception {
    stores.mariaDb(TypeCase.create("e2e_types", MARIADB), TypeCase.insert("e2e_types", MARIADB));
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb(
            "maria", "types", Contract.table("types", "e2e_types", TypeCase.columns(MARIADB))));
  }

  private static void fillLake(Path folder) throws Exception {
    Stores.duckDb(
        "SET TimeZone = 'UTC'",
        TypeCase.create("parquet", PARQUET),
        TypeCase.insert("parquet", PARQUET),
        "COPY parquet TO '" + folder.resolve("lake/types.parquet") + "' (FORMAT parquet)",
        "ATTACH '" + folder.resolve("facts.duckdb") + "' AS facts",
        "USE facts",
        TypeCase.create("all_types", both()),
        TypeCase.insert("all_types", both()),
        "CREATE SCHEMA facts.other");
    Files.writeString(
        folder.resolve("lake/people.csv"),
        """
        id,name,born,seen,weight,alive
        1,"gr\u00fc\u00dfe ""x"", y",1970-01-01,2026-02-28 13:14:15,0.5,true
        2,,2026-02-28,,-1e10,false
        """);
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake(
            "lake",
            "types",
            Contract.table("parquet", "types.parquet", TypeCase.columns(PARQUET)),
            Contract.table("duckdb", "all_types", TypeCase.columns(both())),
            Contract.table("csv", "people.csv", "id", "name", "born", "seen", "weight", "alive")));
  }

  private static List<TypeCase> both() {
    List<TypeCase> both = new ArrayList<>(PARQUET);
    both.addAll(DUCKDB);
    return both;
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void readsEveryTypeOfPostgres() throws Exception {
    check("pg.types.types", POSTGRES);
  }

  @Test
  void readsEveryTypeOfMariaDb() throws Exception {
    check("maria.types.types", MARIADB);
  }

  @Test
  void readsEveryTypeOfParquet() throws Exception {
    check("lake.types.parquet", PARQUET);
  }

  @Test
  void readsEveryTypeOfDuckDb() throws Exception {
    check("lake.types.duckdb", both());
  }

  @Test
  void readsTypesThatWereDetectedInCsv() throws Exception {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM lake.types.csv ORDER BY id")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong("id")).isEqualTo(1);
      assertThat(rows.getString("name")).isEqualTo("gr\u00fc\u00dfe \"x\", y");
      assertThat(rows.getDate("born")).hasToString("1970-01-01");
      assertThat(rows.getTimestamp("seen")).hasToString("2026-02-28 13:14:15.0");
      assertThat(rows.getDouble("weight")).isEqualTo(0.5);
      assertThat(rows.getBoolean("alive")).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("name")).isNull();
      assertThat(rows.getTimestamp("seen")).isNull();
      assertThat(rows.getDouble("weight")).isEqualTo(-1e10);
      assertThat(rows.next()).isFalse();
    }
  }

  /** The same values through the residual engine: the join is with another store. */
  @Test
  void readsEveryTypeThroughTheResidual() throws Exception {
    String sql = "SELECT t.* FROM %s AS t JOIN %s AS o ON o.id = t.id ORDER BY t.id";
    checkRows(sql.formatted("pg.types.types", "lake.types.parquet"), POSTGRES);
    checkRows(sql.formatted("maria.types.types", "lake.types.parquet"), MARIADB);
    checkRows(sql.formatted("lake.types.duckdb", "pg.types.types"), both());
  }

  /** What the driver gets wrong; when one of these fails, a newer driver got it right. */
  @Test
  void showsTheKnownFaultsOfTheDriver() throws Exception {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT c24, c21 FROM pg.types.types WHERE id = 2")) {
      assertThat(rows.next()).isTrue();
      // The driver has no object for a timestamp with a zone.
      assertThatThrownBy(() -> rows.getObject(1)).isInstanceOf(RuntimeException.class);
      assertThat(rows.getTimestamp(1)).hasToString("9999-12-31 23:59:59.999999");
      // The driver's times have milliseconds only, though microseconds arrive.
      assertThat(rows.getTime(2).getTime() % 1000).isEqualTo(999);
    }
    try (TestMesh.Login login = mesh.login("ana")) {
      FlightInfo info =
          login.sql().execute("SELECT c21 FROM pg.types.types WHERE id = 2", login.token());
      try (FlightStream stream =
          login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
        assertThat(stream.next()).isTrue();
        assertThat(((TimeMicroVector) stream.getRoot().getVector(0)).get(0))
            .isEqualTo(86_399_999_999L);
      }
    }
  }

  private static void check(String table, List<TypeCase> cases) throws SQLException {
    checkRows("SELECT * FROM " + table + " ORDER BY id", cases);
    checkColumns(table, cases);
  }

  private static void checkRows(String sql, List<TypeCase> cases) throws SQLException {
    SoftAssertions soft = new SoftAssertions();
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      checkResultColumns(rows.getMetaData(), cases, soft);
      for (int id = 1; id <= 3; id++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt("id")).isEqualTo(id);
        for (int i = 0; i < cases.size(); i++) {
          TypeCase one = cases.get(i);
          soft.assertThat(one.type().read(rows, "c" + i))
              .as("row %s of %s", id, one.ddl())
              .isEqualTo(id == 3 ? null : id == 2 ? one.expectedHigh() : one.expectedLow());
        }
      }
      assertThat(rows.next()).isFalse();
    }
    soft.assertAll();
  }

  private static void checkResultColumns(
      ResultSetMetaData metadata, List<TypeCase> cases, SoftAssertions soft) throws SQLException {
    assertThat(metadata.getColumnCount()).isEqualTo(cases.size() + 1);
    for (int i = 0; i < cases.size(); i++) {
      TypeCase one = cases.get(i);
      String seen =
          "%s %s %s %s"
              .formatted(
                  metadata.getColumnLabel(i + 2),
                  metadata.getColumnType(i + 2),
                  metadata.getPrecision(i + 2),
                  metadata.getScale(i + 2));
      soft.assertThat(seen)
          .as("result column of %s", one.ddl())
          .isEqualTo(
              "c%s %s %s %s"
                  .formatted(i, one.type().code(), one.type().precision(), one.type().scale()));
    }
  }

  // What has no bound, the driver says, has this many.
  private static int columnSize(TypeCase.SqlType type) {
    return type.precision() == 0 ? 65_536 : type.precision();
  }

  private static void checkColumns(String table, List<TypeCase> cases) throws SQLException {
    SoftAssertions soft = new SoftAssertions();
    int dot = table.lastIndexOf('.');
    try (Connection connection = mesh.jdbc("ana");
        ResultSet columns =
            connection
                .getMetaData()
                .getColumns("mesh", table.substring(0, dot), table.substring(dot + 1), "c%")) {
      for (int i = 0; i < cases.size(); i++) {
        assertThat(columns.next()).isTrue();
        TypeCase.SqlType type = cases.get(i).type();
        String seen =
            "%s %s %s %s %s"
                .formatted(
                    columns.getString("COLUMN_NAME"),
                    columns.getInt("DATA_TYPE"),
                    columns.getString("TYPE_NAME"),
                    columns.getInt("COLUMN_SIZE"),
                    columns.getInt("DECIMAL_DIGITS"));
        soft.assertThat(seen)
            .as("column of %s", cases.get(i).ddl())
            .isEqualTo(
                "c%s %s %s %s %s"
                    .formatted(i, type.code(), type.name(), columnSize(type), type.scale()));
      }
      assertThat(columns.next()).isFalse();
    }
    soft.assertAll();
  }
}
