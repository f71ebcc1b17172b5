package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.demo.SharedDemo;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The calls that BI tools make through JDBC, in their order, as an analyst of one airline. */
@ExtendWith(SharedDemo.Extension.class)
class BiToolCallsTest {

  private final Connection connection;
  private final DatabaseMetaData metadata;

  BiToolCallsTest(SharedDemo demo) throws Exception {
    connection = DriverManager.getConnection(demo.jdbcUrl(), "uma", demo.password("uma"));
    metadata = connection.getMetaData();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  /** DBeaver: what it is connected to, the tree, the tabs of a table, the first page of data. */
  @Test
  void dbeaverBrowsesATable() throws Exception {
    assertThat(metadata.getDatabaseProductName()).isEqualTo("Meshgate");
    assertThat(metadata.getSQLKeywords()).isNotNull();
    assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
    assertThat(metadata.getSearchStringEscape()).isEqualTo("\\");
    assertThat(metadata.getCatalogSeparator()).isEqualTo(".");
    assertThat(column(metadata.getCatalogs(), "TABLE_CAT")).containsExactly("mesh");
    assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).contains("TABLE", "VIEW");
    assertThat(column(metadata.getSchemas("mesh", null), "TABLE_SCHEM"))
        .contains("fleet.aircraft", "operations.flights");
    assertThat(column(metadata.getTables("mesh", "fleet.aircraft", "%", null), "TABLE_NAME"))
        .containsExactly("airlines", "planes");
    ResultSet columns = metadata.getColumns("mesh", "fleet.aircraft", "airlines", "%");
    assertThat(column(columns, "REMARKS"))
        .containsExactly("Two-character code of the airline.", "Full name of the airline.");
    for (ResultSet keys :
        List.of(
            metadata.getPrimaryKeys("mesh", "fleet.aircraft", "airlines"),
            metadata.getImportedKeys("mesh", "fleet.aircraft", "airlines"),
            metadata.getExportedKeys("mesh", "fleet.aircraft", "airlines"))) {
      assertThat(column(keys, "FKTABLE_NAME", "TABLE_NAME")).isNotNull();
    }
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(200);
      statement.setMaxRows(200);
      assertThat(
              column(
                  statement.executeQuery("SELECT * FROM mesh.\"operations.flights\".flights"),
                  "carrier"))
          .hasSize(200)
          .containsOnly("UA");
    }
  }

  /** Tableau: facts of the SQL dialect, a query without rows for the columns, an aggregate. */
  @Test
  void tableauDescribesAndAggregates() throws Exception {
    assertThat(metadata.supportsANSI92EntryLevelSQL()).isTrue();
    assertThat(metadata.supportsGroupBy()).isTrue();
    assertThat(metadata.supportsSubqueriesInComparisons()).isTrue();
    assertThat(metadata.supportsUnion()).isTrue();
    assertThat(metadata.supportsOuterJoins()).isTrue();
    assertThat(metadata.isReadOnly()).isTrue();
    assertThat(metadata.supportsTransactions()).isFalse();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT * FROM \"mesh\".\"operations.flights\".\"flights\" \"flights\" WHERE 1 = 0")) {
      ResultSetMetaData columns = statement.getMetaData();
      assertThat(columns.getColumnLabel(1)).isEqualTo("flight_date");
      assertThat(columns.getColumnTypeName(1)).isEqualTo("DATE");
    }
    String sql =
        "SELECT \"flights\".\"origin\" AS \"origin\", SUM(1) AS \"sum:Number of Records:ok\""
            + " FROM \"mesh\".\"operations.flights\".\"flights\" \"flights\""
            + " GROUP BY \"flights\".\"origin\"";
    try (Statement statement = connection.createStatement()) {
      assertThat(column(statement.executeQuery(sql), "origin"))
          .containsExactlyInAnyOrder("EWR", "JFK", "LGA");
    }
  }

  /** Metabase: sync of tables and fields, a fingerprint of a column, a question by month. */
  @Test
  void metabaseSyncsAndAsks() throws Exception {
    connection.setReadOnly(true);
    connection.setAutoCommit(true);
    assertThat(
            column(
                metadata.getTables(null, "operations%", "%", new String[] {"TABLE", "VIEW"}),
                "TABLE_NAME"))
        .containsExactly("flights");
    assertThat(
            column(metadata.getColumns(null, "operations.flights", "flights", null), "TYPE_NAME"))
        .contains("DATE", "VARCHAR", "SMALLINT");
    try (Statement statement = connection.createStatement()) {
      assertThat(
              column(
                  statement.executeQuery(
                      "SELECT SUBSTRING(\"source\".\"destination\" FROM 1 FOR 1234) AS \"s\""
                          + " FROM (SELECT \"destination\" FROM \"operations.flights\".\"flights\")"
                          + " AS \"source\" LIMIT 10"),
                  "s"))
          .hasSize(10);
      assertThat(
              column(
                  statement.executeQuery(
                      "SELECT CAST(FLOOR(\"flight_date\" TO MONTH) AS DATE) AS \"flight_date\","
                          + " COUNT(*) AS \"count\" FROM \"operations.flights\".\"flights\""
                          + " GROUP BY FLOOR(\"flight_date\" TO MONTH)"
                          + " ORDER BY FLOOR(\"flight_date\" TO MONTH)"),
                  "flight_date"))
          .hasSize(12)
          .startsWith("2013-01-01");
    }
  }

  /** Power BI and Excel over ODBC ask for the tables with their columns in one go. */
  @Test
  void wholeCatalogIsReadInOneGo() throws Exception {
    List<String> tables = column(metadata.getColumns(null, null, "%", "%"), "TABLE_NAME");
    assertThat(tables).contains("airlines", "planes", "flights", "hourly", "airports");
  }

  private static List<String> column(ResultSet rows, String... anyOf) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      String label = anyOf[0];
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        if (List.of(anyOf).contains(rows.getMetaData().getColumnLabel(i))) {
          label = rows.getMetaData().getColumnLabel(i);
        }
      }
      while (rows.next()) {
        values.add(rows.getString(label));
      }
    }
    return values;
  }
}
