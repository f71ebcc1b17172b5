package io.meshgate.connector.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbFolderTest {

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final Path root = DuckDbFiles.newFolder();
  private final Path folder = root.resolve("lake");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(root.resolve("secret.csv"), "id\n42\n");
  }

  @AfterEach
  void deleteFolder() {
    DuckDbFiles.delete(root);
  }

  private Connector connect() {
    return DuckDbFiles.connect(root, Map.of("folder", "lake"));
  }

  private Lake lake(Connector connector) {
    return new Lake(connector, memory.allocator());
  }

  @Test
  void readsCsvWithDetectedTypes() throws IOException {
    Files.writeString(
        folder.resolve("people.csv"),
        "id,name,born,score\n1,Ann,2000-01-31,1.5\n2,,,\n3,\"O'Neil, \"\"x\"\"\",1999-12-31,2.25\n");
    try (Connector connector = connect()) {
      RemoteTable table = lake(connector).describe("people.csv");
      assertThat(table.columns())
          .extracting(RemoteColumn::sourceType)
          .containsExactly("BIGINT", "VARCHAR", "DATE", "DOUBLE");
      assertThat(table.rowCount()).isEmpty();
      assertThat(lake(connector).rows(table))
          .containsExactly(
              List.of(1L, "Ann", LocalDate.of(2000, 1, 31), 1.5),
              Arrays.asList(2L, null, null, null),
              List.of(3L, "O'Neil, \"x\"", LocalDate.of(1999, 12, 31), 2.25));
    }
  }

  @Test
  void takesCsvOptions() throws IOException {
    Files.writeString(folder.resolve("p.csv"), "1;n/a;31.01.2000\n2;;01.02.2001\n");
    Map<String, String> options =
        Map.of(
            "folder",
            "lake",
            "delimiter",
            ";",
            "header",
            "false",
            "nullText",
            "n/a",
            "dateFormat",
            "%d.%m.%Y");
    try (Connector connector = DuckDbFiles.connect(root, options)) {
      assertThat(lake(connector).rows("p.csv"))
          .containsExactly(
              Arrays.asList(1L, null, LocalDate.of(2000, 1, 31)),
              List.of(2L, "", LocalDate.of(2001, 2, 1)));
    }
  }

  @Test
  void failsOnACsvThatChangedAfterItWasDescribed() throws IOException {
    Path file = folder.resolve("n.csv");
    Files.writeString(file, "id,n\n1,10\n");
    try (Connector connector = connect()) {
      RemoteTable table = lake(connector).describe("n.csv");
      Files.writeString(file, "id,n\n1,private text\n");
      assertFails(() -> lake(connector).rows(table), "private", ConnectorException.Kind.DATA);
      Files.writeString(file, "id,n,more\n1,10,2\n");
      assertThatThrownBy(() -> lake(connector).rows(table)).isInstanceOf(ConnectorException.class);
      Files.delete(file);
      assertFails(
          () -> lake(connector).rows(table), "n.csv", ConnectorException.Kind.SCHEMA_CHANGED);
    }
  }

  @Test
  void readsJsonLinesWithNestedValues() throws IOException {
    Files.writeString(
        folder.resolve("e.ndjson"),
        "{\"id\": 1, \"tags\": [\"a\", \"b\"], \"at\": {\"x\": 1}}\n{\"id\": 2}\n");
    try (Connector connector = connect()) {
      assertThat(lake(connector).rows("e.ndjson"))
          .containsExactly(
              List.of(1L, List.of("a", "b"), Map.of("x", 1L)), Arrays.asList(2L, null, null));
    }
  }

  @Test
  void readsAllFilesOfAGlobAndCountsParquetRows() throws IOException {
    Files.createDirectories(folder.resolve("sales"));
    for (int year = 2023; year <= 2024; year++) {
      DuckDbFiles.run(
          "",
          List.of(
              "COPY (SELECT "
                  + year
                  + " AS year, i AS n FROM range(3) t(i)) TO "
                  + Sql.text(folder.resolve("sales/" + year + ".parquet").toString())));
    }
    try (Connector connector = connect()) {
      RemoteTable table = lake(connector).describe("sales/*.parquet");
      assertThat(table.rowCount()).hasValue(6);
      assertThat(lake(connector).rows(table)).hasSize(6);
      assertThat(connector.describe(TableName.of("sales/x*.parquet"))).isEmpty();
      assertThat(connector.describe(TableName.of("none/*.parquet"))).isEmpty();
    }
  }

  @Test
  void looksIntoSeveralFoldersInOrder() throws IOException {
    Files.createDirectories(root.resolve("other"));
    Files.writeString(root.resolve("other/b.csv"), "id\n7\n");
    try (Connector connector = DuckDbFiles.connect(root, Map.of("folder", "lake, other"))) {
      assertThat(lake(connector).rows("b.csv")).containsExactly(List.of(7L));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.csv",
        "x/../../secret.csv",
        "*/../../secret.csv",
        "../*.csv",
        "/etc/hosts.csv",
        "~/x.csv",
        "https://example.com/x.parquet",
        "s3://bucket/x.parquet",
        "file:///etc/x.csv",
        "..\\secret.csv",
        "link.csv",
        "out/secret.csv",
        "out/*.csv"
      })
  void refusesPathsOutOfItsFolders(String name) throws IOException {
    Files.createSymbolicLink(folder.resolve("link.csv"), root.resolve("secret.csv"));
    Files.createSymbolicLink(folder.resolve("out"), root);
    try (Connector connector = connect()) {
      assertFails(
          () -> connector.describe(TableName.of(name)),
          "42",
          ConnectorException.Kind.ACCESS_DENIED);
    }
  }

  @Test
  void neverFollowsALinkThatAGlobMeets() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    Files.createSymbolicLink(folder.resolve("b.csv"), root.resolve("secret.csv"));
    try (Connector connector = connect()) {
      assertThatThrownBy(() -> lake(connector).rows("*.csv"))
          .isInstanceOf(ConnectorException.class);
    }
  }

  @Test
  void saysWhichEndingsItReads() {
    try (Connector connector = connect()) {
      assertThatThrownBy(() -> connector.describe(TableName.of("sales/")))
          .hasMessageContaining("'sales/' must end in .parquet, .csv");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT content FROM read_text('/etc/passwd')",
        "SELECT id FROM read_csv('%s/secret.csv')",
        "COPY (SELECT 1) TO '%s/lake/out.csv'",
        "CREATE TABLE t AS SELECT 1",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "ATTACH '%s/x.duckdb'"
      })
  void runsNothingButQueriesOnItsFolders(String sql) {
    Schema schema = new Schema(List.of(Field.nullable("c", ArrowType.Utf8.INSTANCE)));
    try (Connector connector = connect()) {
      assertThatThrownBy(() -> lake(connector).rows(schema, sql.replace("%s", root.toString())))
          .isInstanceOf(ConnectorException.class);
      assertThat(folder.resolve("out.csv")).doesNotExist();
      assertThat(root.resolve("x.duckdb")).doesNotExist();
    }
  }

  @Test
  void isUnavailableUntilItsFolderIsThere() throws IOException {
    try (Connector connector = DuckDbFiles.connect(root, Map.of("folder", "later"))) {
      TableName name = TableName.of("a.csv");
      assertFails(() -> connector.describe(name), "later", ConnectorException.Kind.UNAVAILABLE);
      Files.createDirectories(root.resolve("later"));
      Files.writeString(root.resolve("later/a.csv"), "id\n1\n");
      assertThat(connector.describe(name)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads=0", "memory=lots", "header=maybe", "folder=a*b", "sampleRows=0"})
  void refusesOptionsThatMakeNoSense(String option) {
    String[] parts = option.split("=", 2);
    Map<String, String> options =
        parts[0].equals("folder")
            ? Map.of(parts[0], parts[1])
            : Map.of("folder", "lake", parts[0], parts[1]);
    assertThatThrownBy(() -> DuckDbFiles.connect(root, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option '" + parts[0] + "' of source 'lake' must be");
  }

  @Test
  void needsADatabaseOrAFolder() {
    assertThatThrownBy(() -> DuckDbFiles.connect(root, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs the option 'database' or the option 'folder'");
  }

  private static void assertFails(
      ThrowingCallable call, String secret, ConnectorException.Kind kind) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.publicMessage()).doesNotContain(secret);
            });
  }
}
