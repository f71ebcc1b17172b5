package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trail of a gateway that is killed, and of one that cannot write. */
class AuditFailureTest {

  private static final String UNAVAILABLE = "AUDIT_UNAVAILABLE";

  @Test
  void whatIsAnsweredIsOnRecordWhenTheGatewayIsKilled(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    // Fewer than log-ins of one user at the same time count as guesses.
    int clients = 4;
    Set<String> answered = ConcurrentHashMap.newKeySet();
    CountDownLatch some = new CountDownLatch(100);
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try (ServedGateway gateway = ServedGateway.start(folder)) {
      List<Future<?>> asking =
          IntStream.range(0, clients)
              .<Future<?>>mapToObj(
                  client -> threads.submit(() -> ask(gateway, client, answered, some)))
              .toList();
      some.await();
      gateway.kill();
      for (Future<?> one : asking) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(answered).hasSizeGreaterThanOrEqualTo(100);
    // A gateway that starts here repairs the last line if it is half written.
    TestMesh.start(folder).close();
    List<TrailRecord> records = AuditedMesh.records(folder);
    Set<String> recorded =
        records.stream()
            .filter(record -> record.type().equals("decision"))
            .map(record -> record.text("sql").orElse(""))
            .collect(Collectors.toSet());
    assertThat(records.stream().flatMap(record -> record.text("user").stream()))
        .as("what the gateway asks itself is on no record")
        .containsOnly("ana");
    assertThat(recorded)
        .containsAll(
            answered.stream()
                .map(name -> "SELECT id AS " + name + " FROM hr.staff.people")
                .toList());
    Verification verification = AuditedMesh.verify(folder);
    assertThat(verification.finding()).isEmpty();
    assertThat(records.stream().filter(record -> record.type().equals("stop"))).hasSize(1);
  }

  private static void ask(
      ServedGateway gateway, int client, Set<String> answered, CountDownLatch some) {
    try (Connection ana = gateway.jdbc("ana")) {
      for (int i = 0; ; i++) {
        String name = "answer_" + client + "_" + i;
        AuditedMesh.rows(ana, "SELECT id AS " + name + " FROM hr.staff.people");
        answered.add(name);
        some.countDown();
      }
    } catch (SQLException | RuntimeException e) {
      // The gateway was killed.
      assertThat(some.getCount()).isZero();
    }
  }

  @Test
  void refusesQueriesWhileTheTrailCannotBeWritten(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    Path trail = AuditedMesh.trail(folder);
    Path away = trail.resolveSibling("away");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      String seen = "SELECT name FROM hr.staff.people";
      assertThat(AuditedMesh.rows(ana, seen)).isEqualTo(5);
      Files.move(trail, away);
      String refusal = refusal(ana, seen);
      assertThat(refusal).contains(UNAVAILABLE).contains("cannot be put on record");
      // Hidden names answer like those that do not exist here too.
      assertThat(withoutId(refusal(ana, "SELECT * FROM hr.pay.amounts")))
          .isEqualTo(withoutId(refusal(ana, "SELECT * FROM hr.pay.bonuses")))
          .contains(UNAVAILABLE);
      Files.move(away, trail);
      assertThat(AuditedMesh.rows(ana, seen)).isEqualTo(5);
    }
    assertThat(AuditedMesh.verify(folder).finding()).isEmpty();
    assertThat(AuditedMesh.records(folder).stream().filter(record -> record.type().equals("gap")))
        .singleElement()
        .satisfies(
            record ->
                assertThat((Long) record.members().get("decisions")).isGreaterThanOrEqualTo(3));
  }

  private static String refusal(Connection connection, String sql) {
    try {
      return "No refusal but rows: " + AuditedMesh.rows(connection, sql);
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** What the gateway said, without the driver's own words and the id of the query. */
  private static String withoutId(String message) {
    return message.replaceAll("^.*\": ", "").replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
  }

  @Test
  void answersWithoutARecordIfTheOperatorSaysSo(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "audit: {failClosed: false}\n");
    Path trail = AuditedMesh.trail(folder);
    Path away = trail.resolveSibling("away");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      String seen = "SELECT name FROM hr.staff.people";
      Files.move(trail, away);
      assertThat(AuditedMesh.rows(ana, seen)).isEqualTo(5);
      Files.move(away, trail);
      assertThat(AuditedMesh.rows(ana, seen)).isEqualTo(5);
    }
    assertThat(AuditedMesh.records(folder).stream().map(TrailRecord::type)).contains("gap");
    assertThat(AuditedMesh.verify(folder).finding()).isEmpty();
  }

  @Test
  void doesNotStartWithoutATrail(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "audit: {folder: trail, signingKey: missing.pem}\n");
    assertThatThrownBy(() -> TestMesh.start(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.pem");
    Path mesh = folder.resolve("mesh.yaml");
    Files.writeString(mesh, Files.readString(mesh).replace(", signingKey: missing.pem", ""));
    Files.writeString(folder.resolve("trail"), "in the way");
    assertThatThrownBy(() -> TestMesh.start(folder)).isInstanceOf(IOException.class);
    Files.delete(folder.resolve("trail"));
    try (TestMesh first = TestMesh.start(folder)) {
      assertThat(first.process().port()).isPositive();
      assertThatThrownBy(() -> TestMesh.start(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another gateway");
    }
  }

  @Test
  void writesNoneIfTheOperatorSaysSo(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "audit: {enabled: false}\n");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      assertThat(AuditedMesh.rows(ana, "SELECT name FROM hr.staff.people")).isEqualTo(5);
    }
    assertThat(AuditedMesh.trail(folder)).doesNotExist();
  }
}
