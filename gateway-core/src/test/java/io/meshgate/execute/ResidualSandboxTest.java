package io.meshgate.execute;

import static io.meshgate.execute.Plans.begun;
import static io.meshgate.execute.Plans.reported;
import static io.meshgate.execute.Plans.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.plan.QueryPlan;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded engine alone, as if a statement had got past everything before it. */
class ResidualSandboxTest {

  private static final String CANARY = "canary-on-a-disk-";

  private static final Schema TEXT =
      new Schema(List.of(Field.nullable("text", ArrowType.Utf8.INSTANCE)));

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;

  ResidualSandboxTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private PlanExecutor executor(FakeConnector source) {
    return new PlanExecutor(memory.allocator(), Map.of("a", source), folder.resolve("spill"), 2);
  }

  private static FakeConnector one() {
    return FakeConnector.builder().table(Plans.TABLE, Plans.ID, Plans.rows(1)).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT length(content) AS id FROM read_text('{f}')",
        "SELECT size AS id FROM read_blob('{f}')",
        "SELECT COUNT(*) AS id FROM read_csv('{f}')",
        "SELECT COUNT(*) AS id FROM '{f}'",
        "SELECT COUNT(*) AS id FROM glob('/*')",
        "SELECT COUNT(*) AS id FROM read_parquet('http://localhost:1/x.parquet')",
        "COPY input_0 TO '{d}/out.csv'",
        "COPY (SELECT 1 AS id) TO '{d}/out.parquet' (FORMAT parquet)",
        "EXPORT DATABASE '{d}/out'",
        "IMPORT DATABASE '{d}/out'",
        "ATTACH '{d}/out.db' AS other",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FORCE INSTALL httpfs",
        "SET enable_external_access=true",
        "SET lock_configuration=false",
        "RESET lock_configuration",
        "SET temp_directory='{d}/elsewhere'",
        "SET max_temp_directory_size='1TB'",
        "SET memory_limit='1TB'",
        "PRAGMA enable_external_access",
        "SET autoinstall_known_extensions=true",
        "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
        "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
        "SELECT COUNT(*) AS id FROM sqlite_scan('{f}', 't')",
      })
  void reachesNothingOutside(String sql) throws Exception {
    Path file = Files.writeString(folder.resolve("secret.csv"), "id\n4711\n");
    Path target = Files.createDirectory(folder.resolve("target"));
    String statement = sql.replace("{f}", file.toString()).replace("{d}", target.toString());
    try (PlanExecutor executor = executor(one())) {
      Throwable thrown =
          catchThrowable(
              () -> {
                try (QueryResult result =
                    executor.execute(begun(QueryLimits.DEFAULT), residual(statement, "a"))) {
                  ArrowRows.read(result.reader());
                }
              });
      QueryException failure = reported(thrown);
      assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(failure.getMessage()).doesNotContain("4711", "secret", target.toString());
    }
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void spillsWhereOnlyTheGatewayReadsAndLeavesNothing() throws Exception {
    Path spill = folder.resolve("spill");
    QueryLimits tight = QueryLimits.DEFAULT.withMemory(64 << 20, 160 << 20, 1 << 30);
    String sort =
        "SELECT text FROM (SELECT '%s' || i || repeat('x', 300) AS text FROM input_0, range(1000000) AS r (i)) ORDER BY hash(text)"
            .formatted(CANARY);
    try (PlanExecutor executor = executor(one())) {
      try (QueryResult result = executor.execute(begun(tight), textResidual(sort))) {
        assertThat(result.reader().loadNextBatch()).isTrue();
        assertThat(files(spill)).as("files of a query that spills").isNotEmpty();
        try (Stream<Path> queries = Files.list(spill)) {
          assertThat(queries)
              .allSatisfy(
                  query ->
                      assertThat(
                              PosixFilePermissions.toString(Files.getPosixFilePermissions(query)))
                          .isEqualTo("rwx------"));
        }
        while (result.reader().loadNextBatch()) {
          assertThat(result.reader().getVectorSchemaRoot().getRowCount()).isNotNegative();
        }
      }
      assertThat(files(spill)).as("files of a query that was read").isEmpty();
      try (QueryResult result = executor.execute(begun(tight), textResidual(sort))) {
        assertThat(result.reader().loadNextBatch()).isTrue();
        result.cancel();
      }
      assertThat(spill).isEmptyDirectory();
    }
    assertThat(holdsCanary(folder)).isFalse();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static boolean holdsCanary(Path folder) throws IOException {
    for (Path file : files(folder)) {
      if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY)) {
        return true;
      }
    }
    return false;
  }

  private static QueryPlan textResidual(String sql) {
    return new QueryPlan(
        List.of(Plans.input("input_0", "a")), Optional.of(sql), TEXT, Optional.empty());
  }
}
