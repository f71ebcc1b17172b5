package io.meshgate.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row filters and masks over a source that has no SQL, where the gateway applies them itself. */
class GuardTest {

  private static final TableName PEOPLE = TableName.of("people");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("email", ArrowType.Utf8.INSTANCE),
              Field.nullable("region", ArrowType.Utf8.INSTANCE)));
  private static final QuerySession ANN = QuerySession.of(Principal.of("ann", "analyst"));
  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: crm
      version: 1
      owner: domain:crm
      appliesTo: {products: [crm.customers]}
      grants:
        - id: g
          to: {groups: [analyst]}
          columns: {allow: ['*']}
          rows: policies
      rowPolicies:
        - {id: eu, effect: permit, to: {groups: [analyst]}, when: "region = 'EU'"}
      columnMasks:
        - {id: m, match: {columns: [email]}, to: {all: true}, using: {hash: {key: k1}}}
      """;

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;

  GuardTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static FakeConnector.Builder people() {
    return FakeConnector.builder()
        .table(
            PEOPLE,
            SCHEMA,
            List.of(
                Arrays.<@Nullable Object>asList(1L, "zoë@x.eu", "EU"),
                Arrays.<@Nullable Object>asList(2L, "bob@x.us", "US"),
                Arrays.<@Nullable Object>asList(3L, "", "EU"),
                Arrays.<@Nullable Object>asList(4L, null, "EU"),
                Arrays.<@Nullable Object>asList(5L, "nul@x", null)));
  }

  private List<List<@Nullable Object>> run(FakeConnector source, String sql) throws IOException {
    return run(source, POLICY, sql);
  }

  private List<List<@Nullable Object>> run(FakeConnector source, String policy, String sql)
      throws IOException {
    Path policies = Files.createDirectories(folder.resolve("policies"));
    Files.writeString(policies.resolve("crm.policy.yaml"), policy);
    try (TestMesh mesh =
        new TestMesh().source("crm", source).table("crm.customers", "people", "crm", PEOPLE)) {
      PolicyLoader.Result loaded =
          PolicyLoader.load(List.of(policies), mesh.catalog(), Set.of("k1"), AccessPolicies.none());
      assertThat(loaded.problems()).isEmpty();
      try (QueryEngine engine =
              mesh.engine(loaded.policies(), memory.allocator(), folder.resolve("spill"));
          QueryResult result = engine.execute(ANN, sql)) {
        return ArrowRows.read(result.reader());
      }
    }
  }

  // The key is that of the test mesh.
  private static String hmac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("a key for tests".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void filtersAndMasksBeforeAnythingElse() throws Exception {
    List<List<@Nullable Object>> expected = new ArrayList<>();
    expected.add(List.of(1L, hmac("zoë@x.eu"), "EU"));
    expected.add(List.of(3L, hmac(""), "EU"));
    expected.add(Arrays.<@Nullable Object>asList(4L, null, "EU"));
    assertThat(run(people().build(), "SELECT * FROM crm.customers.people ORDER BY id"))
        .isEqualTo(expected);
    assertThat(run(people().build(), "SELECT id, email, region FROM crm.customers.people"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aPredicateOnAMaskedColumnSeesTheMask() throws Exception {
    assertThat(
            run(people().build(), "SELECT id FROM crm.customers.people WHERE email = 'zoë@x.eu'"))
        .isEmpty();
    assertThat(
            run(
                people().build(),
                "SELECT id FROM crm.customers.people WHERE email = '" + hmac("zoë@x.eu") + "'"))
        .isEqualTo(List.of(List.of(1L)));
    assertThat(run(people().build(), "SELECT COUNT(*) FROM crm.customers.people"))
        .isEqualTo(List.of(List.of(3L)));
  }

  @Test
  void coarseMasksKeepTheTypesOfTheirColumns() throws Exception {
    Schema schema =
        new Schema(
            List.of(
                Field.nullable("region", ArrowType.Utf8.INSTANCE),
                Field.nullable("born", new ArrowType.Date(DateUnit.DAY)),
                Field.nullable("pay", new ArrowType.Decimal(12, 2, 128)),
                Field.nullable("fee", new ArrowType.Decimal(12, 2, 128))));
    List<@Nullable Object> row =
        List.of(
            "EU", LocalDate.of(1990, 5, 17), new BigDecimal("51499.99"), new BigDecimal("7.25"));
    FakeConnector source = FakeConnector.builder().table(PEOPLE, schema, List.of(row)).build();
    String policy =
        POLICY.substring(0, POLICY.indexOf("columnMasks"))
            + """
            columnMasks:
              - {id: b, match: {columns: [born]}, to: {all: true}, using: {truncate: month}}
              - {id: p, match: {columns: [pay]}, to: {all: true}, using: {round: -3}}
              - {id: f, match: {columns: [fee]}, to: {all: true}, using: {round: 0}}
            """;
    assertThat(run(source, policy, "SELECT born, pay, fee FROM crm.customers.people"))
        .isEqualTo(
            List.of(
                List.of(
                    LocalDate.of(1990, 5, 1), new BigDecimal("51000.00"), new BigDecimal("7.00"))));
  }

  @Test
  void anErrorOfTheUserIsNeverRaisedByAHiddenRow() throws Exception {
    assertThat(
            run(
                people().build(),
                "SELECT SUM(10 / (id - 2)) FROM crm.customers.people WHERE id > 0"))
        .hasSize(1);
  }

  @Test
  void aSourceThatFailsBehindAGuardFailsTheQuery() {
    for (String sql :
        List.of(
            "SELECT * FROM crm.customers.people",
            "SELECT COUNT(*) FROM crm.customers.people",
            "SELECT id FROM crm.customers.people LIMIT 1000")) {
      FakeConnector broken =
          people()
              .failAfterBatches(
                  1, new ConnectorException(ConnectorException.Kind.UNAVAILABLE, "crm is gone"))
              .build();
      assertThat(Plans.reported(catchThrowable(() -> run(broken, sql))))
          .hasMessage("crm is gone")
          .extracting(failure -> failure.code())
          .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
      assertThat(broken.openReaders()).isZero();
    }
  }
}
