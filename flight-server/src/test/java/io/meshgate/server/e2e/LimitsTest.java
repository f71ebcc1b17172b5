package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway refuses: strangers, and queries that want too much. */
@ExtendWith(Stores.Extension.class)
class LimitsTest {

  private static TestMesh mesh;
  private static Stores stores;

  @BeforeAll
  static void start(Stores shared, @TempDir Path root) throws Exception {
    stores = shared;
    Path folder = TestMesh.configure(root, "limits", stores, "maxRows: 1000, maxDuration: PT2S");
    stores.postgres(
        "CREATE SCHEMA e2e_limits",
        "CREATE VIEW e2e_limits.numbers AS SELECT generate_series(1, 2000) AS n",
        "CREATE VIEW e2e_limits.slow AS SELECT pg_sleep(60)::text AS n");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg",
            "limits",
            "e2e_limits",
            Contract.table("numbers", "numbers", "n"),
            Contract.table("slow", "slow", "n")));
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    mesh = TestMesh.start(folder);
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void deliversAsManyRowsAsTheLimitSays() throws Exception {
    assertThat(count("SELECT n FROM pg.limits.numbers WHERE n <= 1000")).isEqualTo(1000);
  }

  @Test
  void endsAResultWithTooManyRowsWithAnError() {
    assertThatThrownBy(() -> count("SELECT n FROM pg.limits.numbers"))
        .hasStackTraceContaining(
            "RESOURCE_EXHAUSTED: The result has more rows than the limit of 1000");
  }

  @Test
  void endsAQueryThatTakesTooLongAtItsSourceToo() throws Exception {
    assertThatThrownBy(() -> count("SELECT n FROM pg.limits.slow"))
        .hasStackTraceContaining("TIMEOUT: ");
    Poll.until("PostgreSQL runs nothing", () -> stores.runningInPostgres("limits").isEmpty());
  }

  @Test
  void refusesAWrongPassword() {
    assertThatThrownBy(() -> mesh.jdbc("ana", "otto-password", "").close())
        .hasMessageContaining("UNAUTHENTICATED: The user name or the password is wrong");
  }

  @Test
  void refusesATokenThatItDidNotMake() throws Exception {
    // It names an auditor, says that it is not signed, and holds for decades.
    String forged = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvdHRvIiwiZXhwIjo0MTAyNDQ0ODAwfQ.";
    try (TestMesh.Login stranger = mesh.stranger(forged)) {
      checkUnauthenticated(() -> stranger.ask("SELECT 1"));
      checkUnauthenticated(() -> stranger.sql().execute("SELECT 1"));
    }
  }

  private static void checkUnauthenticated(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAUTHENTICATED));
  }

  private static int count(String query) throws Exception {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }
}
