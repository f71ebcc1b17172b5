package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.MeshSnapshot;
import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.audit.AuditTrail;
import io.meshgate.catalog.ProductTable;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Neither plans nor answers are kept from one statement to the next: what counts is what is true
 * when a statement is run. A cache that forgot one of these would fail here.
 */
class NothingIsKeptTest {

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private static final String SQL = "SELECT id FROM sales.shop.items ORDER BY id";
  private static final TableName ITEMS = TableName.of("items");
  private static final TableName ZONES = TableName.of("zones");
  private static final Field TEXT = Field.nullable("region", ArrowType.Utf8.INSTANCE);
  private static final Schema ITEM =
      new Schema(List.of(Field.nullable("id", new ArrowType.Int(32, true)), TEXT));

  private static final String OPEN =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: shop
      version: 1
      owner: governance
      appliesTo: {products: [sales.shop]}
      attributes: {region: string}
      grants: [{id: read, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: all}]
      """;
  private static final String BY_ZONE =
      OPEN
          + "rowPolicies: [{id: zone, effect: restrict, to: {all: true}, uses: [gov.zones], when:"
          + " \"region IN (SELECT region FROM gov.zones)\"}]\n";
  private static final String BY_REGION =
      OPEN
          + "rowPolicies: [{id: own, effect: restrict, to: {all: true}, when: \"region ="
          + " principal.region\"}]\n";

  private final TestMesh mesh = new TestMesh();
  private volatile FakeConnector zones = zones("EU");
  private final AtomicReference<MeshSnapshot> snapshot = new AtomicReference<>();
  private Path folder;
  private QueryEngine engine;

  private static FakeConnector zones(String region) {
    return FakeConnector.builder()
        .table(ZONES, new Schema(List.of(TEXT)), List.of(List.of(region)))
        .build();
  }

  /** A source whose rows change. */
  private final class Changing implements Connector {
    @Override
    public Capabilities capabilities() {
      return zones.capabilities();
    }

    @Override
    public Optional<RemoteTable> describe(TableName table) {
      return zones.describe(table);
    }

    @Override
    public ArrowReader open(RemoteScan scan, ScanContext context) {
      return zones.open(scan, context);
    }

    @Override
    public void close() {
      zones.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path temporary) {
    folder = temporary;
    mesh.source(
        "shop",
        FakeConnector.builder()
            .table(ITEMS, ITEM, List.of(List.of(1, "EU"), List.of(2, "US"), List.of(3, "EU")))
            .build());
    mesh.source("gov", new Changing());
    mesh.table("sales.shop", "items", "shop", ITEMS).table("gov.zones", "zones", "gov", ZONES);
    mesh.change("gov.zones", "zones", found -> found.withAudience(ProductTable.Audience.POLICIES));
    engine =
        new QueryEngine(
            snapshot::get,
            QueryRegistry.silent(),
            mesh.connectors(),
            Map.of(),
            new QueryEngine.EngineRuntime(
                memory.allocator(), folder.resolve("spill"), 2, AuditTrail.NONE));
  }

  @AfterEach
  void stop() {
    engine.close();
    mesh.close();
  }

  private void under(String policy) throws IOException {
    Path files = Files.createTempDirectory(folder, "policies");
    Files.writeString(files.resolve("shop.policy.yaml"), policy);
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(files), mesh.catalog(), Set.of(), AccessPolicies.none());
    assertThat(loaded.problems()).isEmpty();
    snapshot.set(new MeshSnapshot(mesh.catalog(), loaded.policies()));
  }

  private List<Object> ask(Principal principal) throws IOException {
    List<Object> ids = new ArrayList<>();
    try (QueryResult result = engine.execute(QuerySession.of(principal), SQL, List.of())) {
      while (result.reader().loadNextBatch()) {
        ArrowRows.of(result.reader().getVectorSchemaRoot()).forEach(row -> ids.add(row.get(0)));
      }
    }
    return ids;
  }

  private static Principal from(String region) {
    return new Principal("ann", Set.of("analyst"), Map.of("region", region), Optional.empty());
  }

  @Test
  void aPreparedStatementIsAnsweredByThePoliciesOfTheMoment() throws Exception {
    under(OPEN);
    Principal ann = from("EU");
    assertThat(engine.prepare(QuerySession.of(ann), SQL).result().getFields()).hasSize(1);
    assertThat(ask(ann)).containsExactly(1, 2, 3);
    under(BY_REGION);
    assertThat(ask(ann)).containsExactly(1, 3);
    under(OPEN + "denials: [{id: all, to: {all: true}}]\n");
    assertThatThrownBy(() -> ask(ann)).isInstanceOf(QueryException.class);
    under(OPEN);
    assertThat(ask(ann)).containsExactly(1, 2, 3);
  }

  @Test
  void aStatementIsAnsweredByTheMappingTableOfTheMoment() throws Exception {
    under(BY_ZONE);
    assertThat(ask(from("EU"))).containsExactly(1, 3);
    zones = zones("US");
    assertThat(ask(from("EU"))).containsExactly(2);
  }

  @Test
  void aStatementIsAnsweredByTheGroupsAndAttributesOfTheMoment() throws Exception {
    under(BY_REGION);
    assertThat(ask(from("EU"))).containsExactly(1, 3);
    assertThat(ask(from("US"))).containsExactly(2);
    assertThatThrownBy(
            () -> ask(new Principal("ann", Set.of(), Map.of("region", "EU"), Optional.empty())))
        .isInstanceOf(QueryException.class);
    assertThat(ask(from("EU"))).containsExactly(1, 3);
  }

  @Test
  void twoPrincipalsAtOnceGetEachTheirOwn() throws Exception {
    under(BY_REGION);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<Object>>> europeans = new ArrayList<>();
      List<Future<List<Object>>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        europeans.add(threads.submit(() -> ask(from("EU"))));
        others.add(threads.submit(() -> ask(from("US"))));
      }
      for (int i = 0; i < europeans.size(); i++) {
        assertThat(europeans.get(i).get(60, TimeUnit.SECONDS)).containsExactly(1, 3);
        assertThat(others.get(i).get(60, TimeUnit.SECONDS)).containsExactly(2);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
