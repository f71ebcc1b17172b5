package io.meshgate.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.config.Sources;
import io.meshgate.document.Problem;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogServiceTest {

  private static final ArrowType LONG = new ArrowType.Int(64, true);
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

  private final Path folder;
  private final FakeSource warehouse = new FakeSource();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  CatalogServiceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void makeSource() throws IOException {
    Files.createDirectory(folder.resolve("products"));
    warehouse.with(
        TableName.of("public", "lines"),
        ImmutableMap.of("id", Map.entry("bigint", LONG), "secret", Map.entry("text", TEXT)));
    warehouse.with(
        TableName.of("public", "people"), ImmutableMap.of("id", Map.entry("bigint", LONG)));
  }

  @Test
  void publishesTheColumnsOfTheContractAndNoOthers() throws Exception {
    write("orders", contract("orders", "lines", "id", "bigint"));
    try (CatalogService service = open("")) {
      ProductTable table = service.catalog().table("SALES.Orders", "lines").orElseThrow();

      assertThat(service.problems()).isEmpty();
      assertThat(table.columns()).extracting(ProductColumn::name).containsExactly("id");
      assertThat(table.columns().get(0).type().arrowType()).isEqualTo(LONG);
      assertThat(table.origin())
          .isInstanceOfSatisfying(
              ProductTable.Remote.class,
              remote -> {
                assertThat(remote.source()).isEqualTo("warehouse");
                assertThat(remote.table().columns()).hasSize(2);
              });
      assertThat(service.contract("sales.orders").orElseThrow().sha256()).hasSize(64);
    }
    assertThat(warehouse.closed).isTrue();
  }

  @Test
  void publishesPolicyDataForPoliciesOnlyAndNoticesChangedPolicies() throws Exception {
    String property = "customProperties:\n  - {property: meshgate.%s, value: %s}\n";
    write("a", contract("a", "lines", "id", "bigint") + property.formatted("policyData", "true"));
    String good = contract("b", "lines", "id", "bigint");
    write("b", good + property.formatted("policies", "{limits: {minGroupSize: 3}}"));
    try (CatalogService service = open("")) {
      Catalog first = service.catalog();
      assertThat(service.problems()).isEmpty();
      assertThat(first.table("sales.a", "lines").orElseThrow().audience())
          .isEqualTo(ProductTable.Audience.POLICIES);
      assertThat(first.table("sales.b", "lines").orElseThrow().audience())
          .isEqualTo(ProductTable.Audience.READERS);
      assertThat(first.product("sales.b").orElseThrow().policies()).isPresent();

      write("b", good + property.formatted("policies", "{limits: {minGroupSize: 4}}"));
      pollTwice(service);
      assertThat(service.catalog().version()).isGreaterThan(first.version());
      assertThat(service.catalog().product("sales.b")).isNotEqualTo(first.product("sales.b"));
    }
  }

  @Test
  void takesASchemaFromThePhysicalNameWhereTheServerHasNone() throws Exception {
    String mysql =
        contract("b", "lines", "id", "bigint")
            .replace("    schema: public\n", "")
            .replace("type: postgres", "type: mysql");
    write("b", mysql);
    write(
        "a",
        mysql
            .replace("id: b-id", "id: a-id")
            .replace("name: b\n", "name: a\n")
            .replace("    physicalType: table\n", "    physicalName: public.lines\n"));
    try (CatalogService service = open("")) {
      assertThat(state(service, "sales.a")).isEqualTo(ProductState.ACTIVE);
      assertThat(state(service, "sales.b").reason())
          .isEqualTo("lines: Source 'warehouse' has no table lines");
    }
  }

  @Test
  void breaksOnlyTheTableThatDrifted() throws Exception {
    write("orders", contract("orders", "lines", "id", "int"));
    write("people", contract("people", "people", "id", "bigint"));
    try (CatalogService service = open("")) {
      assertThat(state(service, "sales.people")).isEqualTo(ProductState.ACTIVE);
      assertThat(state(service, "sales.orders"))
          .isEqualTo(
              ProductState.drifted(
                  "lines: Column 'id' is bigint at the source; the contract says int"));
    }
  }

  @Test
  void reportsTablesAndColumnsThatTheSourceDoesNotHave() throws Exception {
    write("a", contract("a", "nothing", "id", "bigint"));
    write("b", contract("b", "lines", "idd", "bigint"));
    try (CatalogService service = open("")) {
      assertThat(state(service, "sales.a").reason())
          .isEqualTo("nothing: Source 'warehouse' has no table public.nothing");
      assertThat(state(service, "sales.b").reason())
          .isEqualTo(
              "lines: Column 'idd' is not in public.lines of source 'warehouse'; did you mean"
                  + " 'id'?");
    }
  }

  @Test
  void keepsTheLastGoodVersionOfABadFile() throws Exception {
    String good = contract("orders", "lines", "id", "bigint");
    write("orders", good);
    try (CatalogService service = open("")) {
      Catalog first = service.catalog();

      // Half written: the file ends in the middle of a key.
      write("orders", good.substring(0, good.indexOf("properties") + 4));
      pollTwice(service);

      assertThat(service.catalog()).isSameAs(first);
      assertThat(texts(service.problems()))
          .anySatisfy(
              text ->
                  assertThat(text)
                      .isEqualTo(
                          "products/orders.odcs.yaml: warning: The last good version of"
                              + " sales.orders (1.0.0) stays in force until the file is"
                              + " corrected"));

      write("orders", good.replace("version: 1.0.0", "version: 1.1.0"));
      pollTwice(service);
      assertThat(service.problems()).isEmpty();
      assertThat(service.catalog().version()).isEqualTo(first.version() + 1);
      assertThat(service.catalog().product("sales.orders").orElseThrow().version())
          .isEqualTo("1.1.0");
    }
  }

  @Test
  void waitsUntilAFileIsNoLongerWritten() throws Exception {
    try (CatalogService service = open("")) {
      write("orders", contract("orders", "lines", "id", "bigint"));
      service.poll();
      assertThat(service.catalog().products()).isEmpty();
      service.poll();
      assertThat(service.catalog().products()).hasSize(1);
    }
  }

  @Test
  void dropsTheProductOfARemovedFile() throws Exception {
    write("orders", contract("orders", "lines", "id", "bigint"));
    try (CatalogService service = open("")) {
      List<Long> told = new ArrayList<>();
      service.onChange(catalog -> told.add(catalog.version()));

      Files.delete(folder.resolve("products/orders.odcs.yaml"));
      pollTwice(service);

      assertThat(service.catalog().products()).isEmpty();
      assertThat(told).containsExactly(2L);
    }
  }

  @Test
  void keepsTheSnapshotIfAReloadChangesNothing() throws Exception {
    write("orders", contract("orders", "lines", "id", "bigint"));
    try (CatalogService service = open("")) {
      Catalog before = service.catalog();

      assertThat(service.reload().catalog()).isSameAs(before);
    }
  }

  @Test
  void asksASourceThatIsAwayAgainWithLongerAndLongerWaits() throws Exception {
    warehouse.away = true;
    write("orders", contract("orders", "lines", "id", "bigint"));
    try (CatalogService service = open("")) {
      assertThat(state(service, "sales.orders"))
          .isEqualTo(ProductState.unavailable("Source 'warehouse' cannot be reached"));
      assertThat(warehouse.calls).hasValue(1);

      List<Integer> askedAt = new ArrayList<>();
      for (int second = 1; second <= 100; second++) {
        int before = warehouse.calls.get();
        now = now.plusSeconds(1);
        service.poll();
        if (warehouse.calls.get() > before) {
          askedAt.add(second);
        }
      }
      assertThat(askedAt).containsExactly(1, 3, 7, 15, 31, 61, 91);

      warehouse.away = false;
      now = now.plusSeconds(30);
      service.poll();
      assertThat(state(service, "sales.orders")).isEqualTo(ProductState.ACTIVE);
      assertThat(service.problems()).isEmpty();
    }
  }

  @Test
  void publishesTheFirstOfTwoContractsForOneName() throws Exception {
    write("a", contract("orders", "lines", "id", "bigint"));
    write("b", contract("Orders", "people", "id", "bigint"));
    try (CatalogService service = open("")) {
      assertThat(service.catalog().table("sales.orders", "lines")).isPresent();
      assertThat(texts(service.problems()))
          .containsExactly(
              "products/b.odcs.yaml:7: name: The product sales.orders is already published by"
                  + " products/a.odcs.yaml; give this contract another name or another major"
                  + " version");
    }
  }

  @Test
  void keepsOlderMajorVersionsUnderNamesOfTheirOwn() throws Exception {
    String first = contract("orders", "lines", "id", "bigint");
    write("a", first);
    write("b", first.replace("version: 1.0.0", "version: 2.0.0"));
    write("c", first.replace("version: 1.0.0", "version: 3.0.0").replace("active", "draft"));
    try (CatalogService service = open("")) {
      assertThat(service.catalog().products())
          .extracting(DataProduct::schema, DataProduct::version)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("sales.orders", "2.0.0"),
              org.assertj.core.groups.Tuple.tuple("sales.orders_v1", "1.0.0"),
              org.assertj.core.groups.Tuple.tuple("sales.orders_v3", "3.0.0"));
    }
  }

  @Test
  void publishesNoRetiredProduct() throws Exception {
    write("a", contract("orders", "lines", "id", "bigint").replace("active", "retired"));
    try (CatalogService service = open("")) {
      assertThat(service.catalog().products()).isEmpty();
      assertThat(texts(service.problems()))
          .containsExactly(
              "products/a.odcs.yaml:5: warning: status: The contract is retired, so its product is"
                  + " not published");
    }
  }

  @Test
  void saysWhichSourcesThereAreIfNoneFits() throws Exception {
    write("a", contract("orders", "lines", "id", "bigint").replace("warehouse", "prod"));
    try (CatalogService service = open("")) {
      assertThat(texts(service.problems()))
          .containsExactly(
              "products/a.odcs.yaml:9: servers: No source goes by the name of prod; add 'bindings:"
                  + " {prod: <source>}' to mesh.yaml; sources are warehouse");
    }
    try (CatalogService service = open("bindings: {prod: warehouse}\n")) {
      assertThat(state(service, "sales.orders")).isEqualTo(ProductState.ACTIVE);
    }
  }

  @Test
  void needsNoSourceForADerivedProduct() throws Exception {
    String derived =
        contract("orders", "lines", "id", "bigint")
            .replaceAll("(?s)servers:.*schema: public\n", "")
            .replace(
                "physicalType: table",
                "physicalType: view\n    customProperties: [{property: sql, value: SELECT 1}]");
    write("a", derived);
    try (CatalogService service = open("")) {
      assertThat(service.problems()).isEmpty();
      assertThat(service.catalog().table("sales.orders", "lines").orElseThrow().origin())
          .isEqualTo(new ProductTable.Derived("SELECT 1"));
    }
  }

  @Test
  void loadsAContractWithoutServersThroughItsBinding() throws Exception {
    String example = "/odcs/postgresql-adventureworks-contract.odcs.yaml";
    try (InputStream stream = CatalogServiceTest.class.getResourceAsStream(example)) {
      assertThat(stream).isNotNull();
      Files.write(folder.resolve("products/aw.odcs.yaml"), stream.readAllBytes());
    }
    describeAdventureWorks();
    String id = "6aeafdc1-ed62-4c8f-bf0a-da1061c98cdb";
    try (CatalogService service = open("")) {
      assertThat(texts(service.problems()))
          .containsExactly(
              "products/aw.odcs.yaml:1: The contract names no domain, which is the first part of"
                  + " its name in SQL; add 'domain: <name>', or a 'domain' to its binding in"
                  + " mesh.yaml",
              "products/aw.odcs.yaml:1: The contract has no name, which is the second part of its"
                  + " name in SQL; add 'name: <name>', or a 'product' to its binding in mesh.yaml");
    }
    String binding = "{source: warehouse, schema: aw, domain: bikes, product: works}";
    try (CatalogService service = open("bindings: {" + id + ": " + binding + "}\n")) {
      assertThat(service.problems()).isEmpty();
      assertThat(state(service, "bikes.works")).isEqualTo(ProductState.ACTIVE);
      assertThat(service.catalog().product("bikes.works").orElseThrow().tables()).hasSize(68);
    }
  }

  /** Describes the tables as PostgreSQL spells their types, from the lines of the file itself. */
  private void describeAdventureWorks() throws IOException {
    Map<String, Map.Entry<String, ArrowType>> columns = new LinkedHashMap<>();
    String table = "";
    String column = "";
    for (String line : Files.readAllLines(folder.resolve("products/aw.odcs.yaml"))) {
      String value = line.replaceAll("^[^\"]*\"|\".*$", "");
      if (line.startsWith("    physicalName:") || line.startsWith("  - name:")) {
        if (!table.isEmpty()) {
          warehouse.with(TableName.of("aw", table), columns);
        }
        if (line.startsWith("  - name:")) {
          columns = new LinkedHashMap<>();
        }
        table = value;
      } else if (line.startsWith("    - name:")) {
        column = value;
      } else if (line.startsWith("      physicalType:")) {
        columns.put(column, postgres(value));
      }
    }
    warehouse.with(TableName.of("aw", table), columns);
  }

  private static Map.Entry<String, ArrowType> postgres(String type) {
    return switch (type.replaceAll("\\[.*", "")) {
      case "serial", "int4" -> Map.entry("integer", new ArrowType.Int(32, true));
      case "int2" -> Map.entry("smallint", new ArrowType.Int(16, true));
      case "numeric" -> Map.entry("numeric(19,4)", new ArrowType.Decimal(19, 4, 128));
      case "timestamp" ->
          Map.entry(
              "timestamp without time zone", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
      case "time" ->
          Map.entry("time without time zone", new ArrowType.Time(TimeUnit.MICROSECOND, 64));
      case "date" -> Map.entry("date", new ArrowType.Date(DateUnit.DAY));
      case "bytea" -> Map.entry("bytea", ArrowType.Binary.INSTANCE);
      case "varchar" -> Map.entry("character varying(" + type.replaceAll("\\D", "") + ")", TEXT);
      case "Flag", "NameStyle" -> Map.entry("boolean", ArrowType.Bool.INSTANCE);
      default -> Map.entry("text", TEXT);
    };
  }

  private CatalogService open(String more) throws Exception {
    Path mesh = folder.resolve("mesh.yaml");
    Files.writeString(
        mesh,
        """
        apiVersion: meshgate.io/v1
        kind: Mesh
        name: test
        sources:
          warehouse: {type: fake}
        """
            + more);
    MeshFile file = MeshFile.load(mesh, Map.of("fake", new Factory()));
    return CatalogService.unwatched(file, Sources.of(Map.of("warehouse", warehouse)), () -> now);
  }

  private static void pollTwice(CatalogService service) {
    service.poll();
    service.poll();
  }

  private static ProductState state(CatalogService service, String schema) {
    return service.catalog().product(schema).orElseThrow().state();
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve("products").resolve(name + ".odcs.yaml"), text);
  }

  private static String contract(String product, String table, String column, String type) {
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: %1$s-id
        version: 1.0.0
        status: active
        domain: sales
        name: %1$s
        servers:
          - server: warehouse
            type: postgres
            host: localhost
            port: 5432
            database: ops
            schema: public
        schema:
          - name: %2$s
            physicalType: table
            properties:
              - name: %3$s
                physicalType: %4$s
        """
        .formatted(product, table, column, type);
  }

  private static final class Factory implements ConnectorFactory {
    @Override
    public String type() {
      return "fake";
    }

    @Override
    public List<SourceOption> options() {
      return List.of();
    }

    @Override
    public Connector create(SourceConfig config) {
      return new FakeSource();
    }
  }
}
