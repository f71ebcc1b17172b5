package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
        TypeCase.create("e2e_types.types", TypeCases.POSTGRES),
        TypeCase.insert("e2e_types.types", TypeCases.POSTGRES));
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg",
            "types",
            "e2e_types",
            Contract.table("types", "types", TypeCase.columns(TypeCases.POSTGRES))));
  }

  private static void fillMariaDb(Stores stores, Path folder) throws Exception {
    stores.mariaDb(
        TypeCase.create("e2e_types", TypeCases.MARIADB),
        TypeCase.insert("e2e_types", TypeCases.MARIADB));
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb(
            "maria",
            "types",
            Contract.table("types", "e2e_types", TypeCase.columns(TypeCases.MARIADB))));
  }

  private static void fillLake(Path folder) throws Exception {
    Stores.duckDb(
        "SET TimeZone = 'UTC'",
        TypeCase.create("parquet", TypeCases.PARQUET),
        TypeCase.insert("parquet", TypeCases.PARQUET),
        "COPY parquet TO '" + folder.resolve("lake/types.parquet") + "' (FORMAT parquet)",
        "ATTACH '" + folder.resolve("facts.duckdb") + "' AS facts",
        "USE facts",
        TypeCase.create("all_types", TypeCases.DUCKDB),
        TypeCase.insert("all_types", TypeCases.DUCKDB),
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
            Contract.table("parquet", "types.parquet", TypeCase.columns(TypeCases.PARQUET)),
            Contract.table("duckdb", "all_types", TypeCase.columns(TypeCases.DUCKDB)),
            Contract.table("csv", "people.csv", "id", "name", "born", "seen", "weight", "alive")));
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void readsEveryTypeOfPostgres() throws Exception {
    check("pg.types.types", TypeCases.POSTGRES);
  }

  @Test
  void readsEveryTypeOfMariaDb() throws Exception {
    check("maria.types.types", TypeCases.MARIADB);
  }

  @Test
  void readsEveryTypeOfParquet() throws Exception {
    check("lake.types.parquet", TypeCases.PARQUET);
  }

  @Test
  void readsEveryTypeOfDuckDb() throws Exception {
    check("lake.types.duckdb", TypeCases.DUCKDB);
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
    checkRows(sql.formatted("pg.types.types", "lake.types.parquet"), TypeCases.POSTGRES);
    checkRows(sql.formatted("maria.types.types", "lake.types.parquet"), TypeCases.MARIADB);
    checkRows(sql.formatted("lake.types.duckdb", "pg.types.types"), TypeCases.DUCKDB);
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
      try (TestMesh.Answer answer = login.ask("SELECT c21 FROM pg.types.types WHERE id = 2")) {
        FlightStream stream = answer.stream();
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
    boolean text = type.code() == java.sql.Types.VARCHAR || type.code() == java.sql.Types.VARBINARY;
    return text ? 65_536 : type.precision();
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
