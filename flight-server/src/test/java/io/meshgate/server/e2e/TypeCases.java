package io.meshgate.server.e2e;

import static io.meshgate.server.e2e.TypeCase.SqlType.ARRAY;
import static io.meshgate.server.e2e.TypeCase.SqlType.BIGINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.BOOLEAN;
import static io.meshgate.server.e2e.TypeCase.SqlType.DATE;
import static io.meshgate.server.e2e.TypeCase.SqlType.DOUBLE;
import static io.meshgate.server.e2e.TypeCase.SqlType.INTEGER;
import static io.meshgate.server.e2e.TypeCase.SqlType.INTERVAL;
import static io.meshgate.server.e2e.TypeCase.SqlType.JSON;
import static io.meshgate.server.e2e.TypeCase.SqlType.MAP;
import static io.meshgate.server.e2e.TypeCase.SqlType.REAL;
import static io.meshgate.server.e2e.TypeCase.SqlType.ROW;
import static io.meshgate.server.e2e.TypeCase.SqlType.SMALLINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIME;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIMESTAMP;
import static io.meshgate.server.e2e.TypeCase.SqlType.TIMESTAMP_TZ;
import static io.meshgate.server.e2e.TypeCase.SqlType.TINYINT;
import static io.meshgate.server.e2e.TypeCase.SqlType.UUID;
import static io.meshgate.server.e2e.TypeCase.SqlType.VARBINARY;
import static io.meshgate.server.e2e.TypeCase.SqlType.VARCHAR;
import static io.meshgate.server.e2e.TypeCase.SqlType.decimal;

import java.util.List;
import java.util.stream.Stream;

/** The types of each store, by its documentation. */
final class TypeCases {

  private static final String OWL = "\uD83E\uDD89";
  private static final String NINES = "9".repeat(28) + "." + "9".repeat(10);

  /** What PostgreSQL has. */
  static final List<TypeCase> POSTGRES =
      List.of(
          new TypeCase("boolean", "false", "true", BOOLEAN, "false", "true"),
          new TypeCase("smallint", "-32768", "32767", SMALLINT, "-32768", "32767"),
          new TypeCase(
              "integer", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          new TypeCase(
              "bigint",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          new TypeCase("real", "'-3.4028235e38'", "'NaN'", REAL, "-3.4028235E38", "NaN"),
          new TypeCase(
              "double precision", "'5e-324'", "'Infinity'", DOUBLE, "4.9E-324", "Infinity"),
          new TypeCase(
              "numeric(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          new TypeCase("numeric(38,10)", "-" + NINES, NINES, decimal(38, 10), "-" + NINES, NINES),
          new TypeCase("numeric(3,-2)", "12345", "-99900", decimal(5, 0), "12300", "-99900"),
          new TypeCase(
              "numeric(50,2)",
              "0",
              "1" + NINES.substring(0, 31),
              VARCHAR,
              "0.00",
              "1" + NINES.substring(0, 31)),
          new TypeCase("numeric", "1.50", "'NaN'", VARCHAR, "1.50", "NaN"),
          new TypeCase(
              "text",
              "''",
              "'gr\u00fc\u00dfe " + OWL + " \u65e5'",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL + " \u65e5"),
          new TypeCase(
              "text", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          new TypeCase("varchar(20)", "' padded  '", "'x'", VARCHAR, " padded  ", "x"),
          new TypeCase("character(5)", "'ab'", "'abcde'", VARCHAR, "ab", "abcde"),
          new TypeCase("name", "'n'", "''", VARCHAR, "n", ""),
          new TypeCase(
              "uuid",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              UUID,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          new TypeCase(
              "json", "'{\"b\":1,  \"a\":2}'", "'null'", JSON, "{\"b\":1,  \"a\":2}", "null"),
          new TypeCase(
              "jsonb", "'{\"b\":1,  \"a\":2}'", "'[]'", JSON, "{\"a\": 2, \"b\": 1}", "[]"),
          new TypeCase("bytea", "'\\x'", "'\\x00ff10'", VARBINARY, "", "00ff10"),
          new TypeCase("date", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          new TypeCase("time", "'00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          new TypeCase(
              "time with time zone",
              "'12:00+02'",
              "'00:00Z'",
              VARCHAR,
              "12:00:00+02",
              "00:00:00+00"),
          new TypeCase(
              "timestamp",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          new TypeCase(
              "timestamp with time zone",
              "'2026-03-29 01:30+01'",
              "'9999-12-31 23:59:59.999999Z'",
              TIMESTAMP_TZ,
              "2026-03-29T00:30:00Z",
              "9999-12-31T23:59:59.999999Z"),
          new TypeCase(
              "interval", "'1 year 2 months 3 days'", "'-1 second'", INTERVAL, "P1Y2M3D", "PT-1S"),
          new TypeCase("inet", "'192.168.0.0/16'", "'::1'", VARCHAR, "192.168.0.0/16", "::1/128"),
          new TypeCase("int4range", "'[1,4]'", "'empty'", VARCHAR, "[1,5)", "empty"),
          new TypeCase("point", "'(1,2)'", "'(0.5,-1)'", VARCHAR, "(1,2)", "(0.5,-1)"),
          new TypeCase("tsvector", "'b a'", "''", VARCHAR, "'a' 'b'", ""),
          new TypeCase("bit(4)", "B'1010'", "B'0000'", VARCHAR, "1010", "0000"),
          new TypeCase("money", "12.34", "-1", VARCHAR, "$12.34", "-$1.00"),
          new TypeCase("integer[]", "'{1,NULL}'", "'{}'", ARRAY, "[1, null]", "[]"),
          new TypeCase("text[]", "'{a,NULL}'", "'{\"\"}'", ARRAY, "[a, null]", "[]"),
          new TypeCase("e2e_types.mood", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"));

  /** What MariaDB has. */
  static final List<TypeCase> MARIADB =
      List.of(
          new TypeCase("boolean", "0", "1", BOOLEAN, "false", "true"),
          new TypeCase("tinyint", "-128", "127", TINYINT, "-128", "127"),
          new TypeCase("tinyint unsigned", "0", "255", SMALLINT, "0", "255"),
          new TypeCase("smallint", "-32768", "32767", SMALLINT, "-32768", "32767"),
          new TypeCase("smallint unsigned", "0", "65535", INTEGER, "0", "65535"),
          new TypeCase("mediumint", "-8388608", "8388607", INTEGER, "-8388608", "8388607"),
          new TypeCase("mediumint unsigned", "0", "16777215", INTEGER, "0", "16777215"),
          new TypeCase("int", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          new TypeCase("int unsigned", "0", "4294967295", BIGINT, "0", "4294967295"),
          new TypeCase(
              "bigint",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          new TypeCase(
              "bigint unsigned",
              "0",
              "18446744073709551615",
              decimal(20, 0),
              "0",
              "18446744073709551615"),
          new TypeCase("year", "1901", "2155", SMALLINT, "1901", "2155"),
          new TypeCase("bit(1)", "b'0'", "b'1'", BOOLEAN, "false", "true"),
          new TypeCase("bit(8)", "b'0'", "b'11111111'", BIGINT, "0", "255"),
          new TypeCase(
              "bit(64)",
              "b'1'",
              "b'" + "1".repeat(64) + "'",
              decimal(20, 0),
              "1",
              "18446744073709551615"),
          new TypeCase(
              "decimal(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          new TypeCase(
              "decimal(12,2) unsigned",
              "0",
              "9999999999.99",
              decimal(12, 2),
              "0.00",
              "9999999999.99"),
          new TypeCase("decimal(38,10)", "-" + NINES, NINES, decimal(38, 10), "-" + NINES, NINES),
          new TypeCase(
              "decimal(40,2)",
              "0",
              "1" + NINES.substring(0, 31),
              VARCHAR,
              "0.00",
              "1" + NINES.substring(0, 31)),
          new TypeCase("float", "-0.1", "3.4028234e38", REAL, "-0.1", "3.4028235E38"),
          new TypeCase(
              "double",
              "-2.2250738585072014e-308",
              "1.7976931348623157e308",
              DOUBLE,
              "-2.2250738585072014E-308",
              "1.7976931348623157E308"),
          new TypeCase("char(5)", "'ab'", "'abcde'", VARCHAR, "ab", "abcde"),
          new TypeCase(
              "varchar(20)",
              "''",
              "'gr\u00fc\u00dfe " + OWL + "  '",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL + "  "),
          new TypeCase(
              "varchar(20) character set latin1",
              "'gr\u00fc\u00dfe'",
              "' '",
              VARCHAR,
              "gr\u00fc\u00dfe",
              " "),
          new TypeCase(
              "mediumtext", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          new TypeCase("enum('x','\u00fc')", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"),
          new TypeCase("set('x','y')", "''", "'y,x'", VARCHAR, "", "x,y"),
          new TypeCase(
              "json", "'{\"b\":1,  \"a\":2}'", "'[]'", VARCHAR, "{\"b\":1,  \"a\":2}", "[]"),
          new TypeCase(
              "uuid",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              UUID,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          new TypeCase(
              "inet4", "'10.0.0.1'", "'255.255.255.255'", VARCHAR, "10.0.0.1", "255.255.255.255"),
          new TypeCase("inet6", "'::1'", "'2001:db8::ff'", VARCHAR, "::1", "2001:db8::ff"),
          new TypeCase("binary(3)", "0x0102", "0xffffff", VARBINARY, "010200", "ffffff"),
          new TypeCase("varbinary(3)", "''", "0x00ff10", VARBINARY, "", "00ff10"),
          new TypeCase("blob", "''", "0x00", VARBINARY, "", "00"),
          new TypeCase("date", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          new TypeCase("time(6)", "'00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          new TypeCase(
              "datetime(6)",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          new TypeCase(
              "datetime(3)",
              "'2026-02-28 13:14:15.123'",
              "'2026-02-28'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123",
              "2026-02-28T00:00"),
          new TypeCase(
              "timestamp(6) null",
              "'1970-01-01 00:00:01'",
              "'2038-01-19 03:14:07.999999'",
              TIMESTAMP_TZ,
              "1970-01-01T00:00:01Z",
              "2038-01-19T03:14:07.999999Z"));

  /** What Parquet files hold too. */
  static final List<TypeCase> PARQUET =
      List.of(
          new TypeCase("BOOLEAN", "false", "true", BOOLEAN, "false", "true"),
          new TypeCase("TINYINT", "-128", "127", TINYINT, "-128", "127"),
          new TypeCase("SMALLINT", "-32768", "32767", SMALLINT, "-32768", "32767"),
          new TypeCase(
              "INTEGER", "-2147483648", "2147483647", INTEGER, "-2147483648", "2147483647"),
          new TypeCase(
              "BIGINT",
              "-9223372036854775808",
              "9223372036854775807",
              BIGINT,
              "-9223372036854775808",
              "9223372036854775807"),
          new TypeCase("UTINYINT", "0", "255", SMALLINT, "0", "255"),
          new TypeCase("USMALLINT", "0", "65535", INTEGER, "0", "65535"),
          new TypeCase("UINTEGER", "0", "4294967295", BIGINT, "0", "4294967295"),
          new TypeCase(
              "UBIGINT", "0", "18446744073709551615", decimal(20, 0), "0", "18446744073709551615"),
          new TypeCase("FLOAT", "'-3.4028235e38'", "'NaN'", REAL, "-3.4028235E38", "NaN"),
          new TypeCase("DOUBLE", "'5e-324'", "'Infinity'", DOUBLE, "4.9E-324", "Infinity"),
          new TypeCase(
              "DECIMAL(12,2)", "-9999999999.99", "0.01", decimal(12, 2), "-9999999999.99", "0.01"),
          new TypeCase(
              "DECIMAL(38,10)",
              "'-" + NINES + "'",
              "'" + NINES + "'",
              decimal(38, 10),
              "-" + NINES,
              NINES),
          new TypeCase(
              "VARCHAR",
              "''",
              "'gr\u00fc\u00dfe " + OWL + "'",
              VARCHAR,
              "",
              "gr\u00fc\u00dfe " + OWL),
          new TypeCase(
              "VARCHAR", "repeat('" + OWL + "', 30000)", "' '", VARCHAR, OWL.repeat(30000), " "),
          new TypeCase("BLOB", "''::BLOB", "'\\x00\\xFF\\x10'::BLOB", VARBINARY, "", "00ff10"),
          new TypeCase("DATE", "'1600-02-29'", "'9999-12-31'", DATE, "1600-02-29", "9999-12-31"),
          new TypeCase("TIME", "'00:00:00'", "'23:59:59.999999'", TIME, "00:00", "23:59:59.999"),
          new TypeCase(
              "TIMESTAMP",
              "'1600-02-29 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              TIMESTAMP,
              "1600-02-29T00:00:00.000001",
              "9999-12-31T23:59:59.999999"),
          new TypeCase(
              "TIMESTAMP_MS",
              "'2026-02-28 13:14:15.123'",
              "'1969-12-31 23:59:59.999'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123",
              "1969-12-31T23:59:59.999"),
          new TypeCase(
              "TIMESTAMP_NS",
              "'2026-02-28 13:14:15.123456'",
              "'1969-12-31 23:59:59.999999'",
              TIMESTAMP,
              "2026-02-28T13:14:15.123456",
              "1969-12-31T23:59:59.999999"),
          new TypeCase(
              "TIMESTAMPTZ",
              "'2026-03-29 01:30:00+01'",
              "'9999-12-31 23:59:59.999999+00'",
              TIMESTAMP_TZ,
              "2026-03-29T00:30:00Z",
              "9999-12-31T23:59:59.999999Z"),
          new TypeCase(
              "UUID",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "'00000000-0000-0000-0000-000000000000'",
              UUID,
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
              "00000000-0000-0000-0000-000000000000"),
          new TypeCase("ENUM('x','\u00fc')", "'\u00fc'", "'x'", VARCHAR, "\u00fc", "x"),
          new TypeCase("INTEGER[]", "[1, NULL]", "[]", ARRAY, "[1, null]", "[]"),
          new TypeCase(
              "STRUCT(a INTEGER, b VARCHAR)",
              "{'a': 1, 'b': 'x'}",
              "{'a': 2, 'b': ''}",
              ROW,
              "{\"a\":1,\"b\":\"x\"}",
              "{\"a\":2,\"b\":\"\"}"));

  /** What only a database file holds. */
  private static final List<TypeCase> DATABASE_ONLY =
      List.of(
          new TypeCase(
              "HUGEINT",
              "'-" + "9".repeat(38) + "'",
              "'" + "9".repeat(38) + "'",
              decimal(38, 0),
              "-" + "9".repeat(38),
              "9".repeat(38)),
          new TypeCase(
              "UHUGEINT",
              "0",
              "'340282366920938463463374607431768211455'",
              VARCHAR,
              "0",
              "340282366920938463463374607431768211455"),
          new TypeCase(
              "BIGNUM", "'-" + "9".repeat(60) + "'", "'0'", VARCHAR, "-" + "9".repeat(60), "0"),
          new TypeCase(
              "TIMESTAMP_S",
              "'2026-02-28 13:14:15'",
              "'1969-12-31 23:59:59'",
              TIMESTAMP,
              "2026-02-28T13:14:15",
              "1969-12-31T23:59:59"),
          new TypeCase(
              "TIMETZ", "'12:00:00+02'", "'00:00:00+00'", VARCHAR, "12:00:00+02", "00:00:00+00"),
          new TypeCase(
              "INTERVAL",
              "'1 year 2 months 3 days'",
              "'0 days'",
              INTERVAL,
              "1 year 2 months 3 days",
              "00:00:00"),
          new TypeCase("BIT", "'1010'", "'0'", VARCHAR, "1010", "0"),
          new TypeCase("MAP(VARCHAR, INTEGER)", "MAP {'a': 1}", "MAP {}", MAP, "{\"a\":1}", "{}"));

  /** What a database file of DuckDB has. */
  static final List<TypeCase> DUCKDB =
      Stream.concat(PARQUET.stream(), DATABASE_ONLY.stream()).toList();

  private TypeCases() {}
}
