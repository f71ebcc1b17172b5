package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A value that Arrow cannot hold fails a query where its reader would see it, and nowhere else: not
 * in a row that a rule hides, not below a mask. Here the gateway itself evaluates the rules.
 */
class MisfitsTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final String ROWS = "sales.lake.people";

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(
                MEMORY,
                folder,
                List.of(
                    "CREATE TABLE people (id INTEGER, born DATE, seen TIMESTAMP_NS)",
                    "INSERT INTO people VALUES (1, 'infinity', '2024-01-01 00:00:00'),"
                        + " (2, '2020-02-29', '2024-01-02 00:00:00'), (3, NULL, NULL),"
                        + " (4, '2021-01-01', TIMESTAMP_NS '2024-01-03 00:00:00.000000001')",
                    "CREATE TABLE shown (id INTEGER, born DATE)",
                    "INSERT INTO shown VALUES (2, '2020-02-29'), (3, NULL)",
                    "CREATE TABLE every_one (id INTEGER)",
                    "INSERT INTO every_one VALUES (1), (2), (3), (4)"))
            .atLake("sales.lake", "people")
            .policyData("gov.shown", "shown", "lake")
            .policyData("gov.shown", "every_one", "lake");
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  private static void under(String when, String masks) throws Exception {
    mesh.under(
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: people
        version: 1
        owner: domain:sales
        appliesTo: {products: [sales.lake]}
        grants:
          - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
        rowPolicies:
          - {id: mapped, effect: restrict, to: {all: true}, uses: [gov.shown.shown, gov.shown.every_one], when: "%s"}
        """
                .formatted(when)
            + masks);
  }

  private static final String HIDES_MISFITS = "id IN (SELECT id FROM gov.shown.shown)";
  private static final String HIDES_NOTHING = "id IN (SELECT id FROM gov.shown.every_one)";

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void readsPastMisfitsInHiddenRows() throws Exception {
    under(HIDES_MISFITS, "");
    assertThat(mesh.ask(ANN, "SELECT id, born FROM " + ROWS + " WHERE seen IS NOT NULL"))
        .containsExactly(row(2, LocalDate.of(2020, 2, 29)));
    assertThat(mesh.ask(ANN, "SELECT COUNT(born), COUNT(seen) FROM " + ROWS))
        .containsExactly(row(1L, 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"born", "seen"})
  void failsOnAMisfitThatItsReaderWouldSee(String column) throws Exception {
    under(HIDES_NOTHING, "");
    assertThat(mesh.ask(ANN, "SELECT COUNT(id) FROM " + ROWS)).containsExactly(row(4L));
    assertThatThrownBy(() -> mesh.ask(ANN, "SELECT " + column + " FROM " + ROWS))
        .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_VALUE);
              assertThat(failure).hasMessageContaining("Column '" + column + "'");
              assertThat(failure.getMessage()).doesNotContain("infinity", "meshgate:");
            });
  }

  @Test
  void hidesRowsOfWhichARuleWouldReadAMisfit() throws Exception {
    under(
        "born IS NULL OR born IN (SELECT born FROM gov.shown.shown) OR born > DATE '2020-12-31'",
        "");
    assertThat(mesh.ask(ANN, "SELECT id FROM " + ROWS + " ORDER BY id"))
        .containsExactly(row(2), row(3), row(4));
  }

  @Test
  void takesAMisfitBelowAMaskForNull() throws Exception {
    under(
        HIDES_NOTHING,
        """
        columnMasks:
          - {id: year, match: {columns: [born]}, to: {all: true}, using: {truncate: year}}
          - {id: never, match: {columns: [seen]}, to: {all: true}, using: null}
        """);
    assertThat(mesh.ask(ANN, "SELECT id, born, seen FROM " + ROWS + " ORDER BY id"))
        .containsExactly(
            row(1, null, null),
            row(2, LocalDate.of(2020, 1, 1), null),
            row(3, null, null),
            row(4, LocalDate.of(2021, 1, 1), null));
  }

  @Test
  void readsAMisfitOnlyInRowsThatTheSourceShows() throws Exception {
    under("id < 4", "");
    assertThat(mesh.ask(ANN, "SELECT id FROM " + ROWS + " WHERE seen > TIMESTAMP '2000-01-01'"))
        .containsExactlyInAnyOrder(row(1), row(2));
  }
}
