package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.execute.QueryResult;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Literals and parameters come out of the residual engine as they went in. */
class ConstantsTest {

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;
  private TestMesh mesh;
  private QueryEngine engine;

  ConstantsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() {
    mesh = new TestMesh();
    engine = mesh.engine(TestMesh::open, memory.allocator(), folder.resolve("spill"));
  }

  @AfterEach
  void close() {
    engine.close();
    mesh.close();
  }

  private List<List<@Nullable Object>> run(String sql, @Nullable Object... parameters)
      throws IOException {
    try (QueryResult result = engine.execute(TestMesh.GOVERNANCE, sql, Arrays.asList(parameters))) {
      return ArrowRows.read(result.reader());
    }
  }

  @Test
  void keepsBytes() throws IOException {
    assertThat(run("SELECT X'00ff27'")).containsExactly(List.of(bytes(0, -1, 0x27)));
    assertThat(run("SELECT X''")).containsExactly(List.of(bytes()));
    byte[] some = {0, -1, '\'', '\\', '\n'};
    assertThat(run("SELECT CAST(? AS VARBINARY)", (Object) some))
        .containsExactly(List.of(ByteBuffer.wrap(some)));
    assertThat(run("SELECT X'00FF' = ?", (Object) new byte[] {0, -1}))
        .containsExactly(List.of(true));
  }

  private static ByteBuffer bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void keepsText() throws IOException {
    String text = "a\n  b\r\n\tc 'quoted' \\ \"x\" \u0001 ü 𝄞 {0} -- no comment";
    assertThat(run("SELECT CAST(? AS VARCHAR)", text)).containsExactly(List.of(text));
    String literal = "'" + text.replace("'", "''") + "'";
    assertThat(run("SELECT " + literal)).containsExactly(List.of(text));
    assertThat(run("SELECT a || " + literal + " FROM (VALUES ('y')) AS t (a)"))
        .containsExactly(List.of("y" + text));
  }

  @Test
  void keepsTimes() throws IOException {
    Instant instant = Instant.parse("2026-03-29T01:30:00.123456Z");
    assertThat(run("SELECT CAST(? AS TIMESTAMP WITH LOCAL TIME ZONE) = ?", instant, instant))
        .containsExactly(List.of(true));
    for (String moment : List.of("2026-03-29T01:30:00.123456Z", "1969-12-31T23:59:58Z")) {
      assertThat(run("SELECT CAST(? AS TIMESTAMP WITH LOCAL TIME ZONE)", Instant.parse(moment)))
          .containsExactly(List.of(Instant.parse(moment)));
    }
    LocalDateTime local = LocalDateTime.parse("2026-03-29T01:30:00.123456");
    assertThat(run("SELECT CAST(CAST(? AS TIMESTAMP) AS VARCHAR)", local))
        .containsExactly(List.of("2026-03-29 01:30:00.123456"));
    assertThat(run("SELECT CAST(CAST(? AS DATE) AS VARCHAR)", LocalDate.parse("0001-02-03")))
        .containsExactly(List.of("0001-02-03"));
  }

  @Test
  void knowsTheTypesOfParametersInLongSums() throws IOException {
    assertThat(run("SELECT 1 + ? + 3 * ?", 2L, 4L)).containsExactly(List.of(15));
    assertThat(run("SELECT ?, ? AS b", "x", null)).containsExactly(Arrays.asList("x", null));
    assertThatThrownBy(() -> run("SELECT UPPER(?)", "x"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("column 14")
        .hasMessageContaining("CAST(? AS VARCHAR)");
  }

  @Test
  void comparesWithNull() throws IOException {
    String sql = "SELECT a FROM (VALUES ('x'), ('y')) AS t (a) WHERE a = ?";
    assertThat(run(sql, "x")).containsExactly(List.of("x"));
    assertThat(run(sql, (Object) null)).isEmpty();
  }

  @Test
  void takesNumbersOfRowsAsParameters() throws IOException {
    String sql = "SELECT a FROM (VALUES (1), (2), (3), (4)) AS t (a) ORDER BY a LIMIT ? OFFSET ?";
    assertThat(run(sql, 2L, 1L)).containsExactly(List.of(2), List.of(3));
    assertThat(run(sql, 0, 0)).isEmpty();
    assertThat(run(sql, null, 3L)).containsExactly(List.of(4));
    assertThat(run(sql, BigDecimal.ONE, 0L)).containsExactly(List.of(1));
    assertThatThrownBy(() -> run(sql, -1L, 0L))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("zero or more");
    assertThat(
            run(
                "SELECT COUNT(*) FROM (SELECT a FROM (VALUES (1), (2), (3)) AS t (a) LIMIT ?) AS s",
                2L))
        .containsExactly(List.of(2L));
  }
}
