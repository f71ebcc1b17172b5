package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Results ten times larger than the memory that a query may have. */
@ExtendWith(Stores.Extension.class)
class StreamingTest {

  private static final long MIB = 1L << 20;
  private static final long BUFFERS = 64 * MIB;
  private static final long ROWS = 700_000;

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    Path folder =
        TestMesh.configure(root, "streaming", stores, "bufferMemory: 64MiB, engineMemory: 128MiB");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    stores.postgres(
        "CREATE SCHEMA e2e_streaming",
        "CREATE VIEW e2e_streaming.big AS SELECT g AS id, repeat(md5(g::text), 32) AS t"
            + " FROM generate_series(1::bigint, "
            + ROWS
            + ") AS g",
        "CREATE VIEW e2e_streaming.small AS SELECT * FROM e2e_streaming.big LIMIT 1000");
    Stores.duckDb(
        "COPY (SELECT range AS n FROM range("
            + ROWS / 1000
            + ")) TO '"
            + folder.resolve("lake/numbers.parquet")
            + "'");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg",
            "streaming",
            "e2e_streaming",
            Contract.table("big", "big", "id", "t"),
            Contract.table("small", "small", "id", "t")));
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake("lake", "streaming", Contract.table("numbers", "numbers.parquet", "n")));
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems())
        .noneMatch(problem -> problem.toString().contains("products"));
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void streamsPastTheEngine() throws Exception {
    check("past the engine", "SELECT id, t FROM pg.streaming.big");
  }

  @Test
  void streamsThroughTheResidual() throws Exception {
    check(
        "through the residual",
        "SELECT n.n * 1000 + s.id AS id, s.t"
            + " FROM lake.streaming.numbers AS n CROSS JOIN pg.streaming.small AS s");
  }

  private static void check(String path, String sql) throws Exception {
    long rows = 0;
    long sum = 0;
    long bytes = 0;
    try (TestMesh.Login login = mesh.login("ana")) {
      try (TestMesh.Answer answer = login.ask(sql)) {
        FlightStream stream = answer.stream();
        while (stream.next()) {
          VectorSchemaRoot batch = stream.getRoot();
          rows += batch.getRowCount();
          BigIntVector ids = (BigIntVector) batch.getVector("id");
          for (int i = 0; i < batch.getRowCount(); i++) {
            sum += ids.get(i);
          }
          bytes += batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
        }
      }
    }
    long peak = mesh.memory().getPeakMemoryAllocation();
    System.out.printf(
        "Streaming %s: %d MiB of result, at most %d MiB of buffers in the gateway%n",
        path, bytes / MIB, peak / MIB);
    assertThat(rows).isEqualTo(ROWS);
    assertThat(sum).isEqualTo(ROWS * (ROWS + 1) / 2);
    assertThat(bytes).isGreaterThan(10 * BUFFERS);
    assertThat(peak).isLessThan(BUFFERS);
  }
}
