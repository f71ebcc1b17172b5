package io.meshgate.catalog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.session.QueryLimits;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshFileTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PW", "hunter2", "PORT", "31337", "K1", "key-one");

  private static final String VALID =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: demo
      sources:
        warehouse:
          type: postgres
          host: db.example.com
          password: "${env:PW}"
      bindings: {prod: warehouse}
      keys: {k1: "${env:K1}"}
      limits: {maxRows: 10, maxBytes: 2GB, maxDuration: PT1M, maxStall: PT30S, bufferMemory: 64MiB, engineMemory: 1GiB, spill: 0B}
      server: {port: "${env:PORT}", tokenKey: "${file:token.key}"}
      """;

  private final Path file;

  MeshFileTest(@TempDir Path folder) throws IOException {
    this.file = folder.resolve("mesh.yaml");
    Files.createDirectory(folder.resolve("products"));
    Files.writeString(folder.resolve("token.key"), "abc\n");
  }

  @Test
  void readsEverySection() throws Exception {
    MeshFile mesh = load(VALID);

    assertThat(mesh.name()).isEqualTo("demo");
    assertThat(mesh.catalog()).isEqualTo("mesh");
    assertThat(mesh.warnings()).isEmpty();
    SourceConfig source = mesh.sources().values().asList().get(0).config();
    assertThat(source.gateway()).isEqualTo("demo");
    assertThat(source.options()).isEqualTo(Map.of("host", "db.example.com", "password", "hunter2"));
    assertThat(mesh.bindings()).containsExactly(Map.entry("prod", Binding.to("warehouse")));
    assertThat(mesh.keys()).containsExactly(Map.entry("k1", "key-one"));
    assertThat(mesh.limits())
        .isEqualTo(
            new QueryLimits(
                10,
                2_000_000_000L,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                67_108_864L,
                1_073_741_824L,
                0,
                QueryLimits.DEFAULT.batchRows()));
    assertThat(mesh.products()).containsExactly(mesh.folder().resolve("products"));
    assertThat(mesh.policies()).isEmpty();
  }

  @Test
  void replacesReferencesInSectionsOfOthers() throws Exception {
    var server = load(VALID).server().orElseThrow();

    assertThat(server.find("port"))
        .containsInstanceOf(Scalar.class)
        .map(Scalar.class::cast)
        .map(Scalar::type)
        .contains(ScalarType.INTEGER);
    assertThat(server.find("tokenKey").map(Scalar.class::cast).map(Scalar::text)).contains("abc");
  }

  @Test
  void showsNoSecretInItsText() throws Exception {
    MeshFile mesh = load(VALID);

    assertThat(mesh.toString() + mesh.sources())
        .doesNotContain("hunter2")
        .doesNotContain("key-one");
  }

  @Test
  void warnsOfALiteralSecret() throws Exception {
    MeshFile mesh = load(VALID.replace("${env:PW}", "hunter2"));

    assertThat(mesh.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            file
                + ":8: warning: sources.warehouse.password: The secret 'password' stands in the"
                + " file; use ${env:NAME} or ${file:path} instead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind: Mesh | kind: Mash | 2: kind: Expected Mesh, found 'Mash'",
        "name: demo | nme: demo | 3: nme: Unknown key 'nme'; did you mean 'name'?; known keys are"
            + " apiVersion, kind, name, catalog, sources, bindings, products, policies, keys,"
            + " limits, decisions, server, authentication, operations, audit",
        "name: demo | x: demo | 1: The key 'name' is missing",
        "name: demo | name: a b | 3: name: A name here consists of letters, digits, '.', '_' and"
            + " '-'",
        "type: postgres | type: postgre | 6: sources.warehouse.type: Unknown source type 'postgre';"
            + " did you mean 'postgres'?; known types are postgres",
        "host: db | hst: db | 7: sources.warehouse.hst: Unknown key 'hst'; did you mean 'host'?;"
            + " known keys are type, host, password",
        "host: db | hst: db | 6: sources.warehouse: The key 'host' is missing: address",
        "host: db | host: [db, db2] # | 7: sources.warehouse.host: Expected text, found a list",
        "env:PW | env:PWD2 | 8: sources.warehouse.password: The environment variable 'PWD2' is not"
            + " set; set it before the gateway starts",
        "env:PW | file:none | 8: sources.warehouse.password: The file 'none' does not exist; paths"
            + " are relative to the folder of this file",
        "env:PW | PW | 8: sources.warehouse.password: Unknown reference ${PW}; write ${env:NAME} for"
            + " an environment variable or ${file:path} for a file",
        "prod: warehouse | prod: warehose | 9: bindings.prod: There is no source 'warehose'; did"
            + " you mean 'warehouse'?; sources are warehouse",
        "bindings: | products: [prods] #| 9: products[0]: There is no folder 'prods' beside this"
            + " file; create it or correct the path",
        "64MiB | 64 MegaBytes | 11: limits.bufferMemory: Expected a size like 512MiB or 16GiB,"
            + " found '64 MegaBytes'",
        "maxDuration: PT1M | maxDuration: 1m | 11: limits.maxDuration: Expected a duration like PT10M (ten minutes) or PT30S,"
            + " found '1m'",
        "maxRows: 10 | maxRows: ten | 11: limits.maxRows: Expected a whole number, found text",
        "bindings: {prod: warehouse} | bindings: {prod: warehouse, Prod: warehouse} | 9:"
            + " bindings.Prod: The bindings 'prod' and 'Prod' differ only in case",
        "name: demo | name: demo\\nname: other | 4: name: The key stands twice; first in line 3",
      })
  void refusesWithPlaceAndRemedy(String from, String to, String expected) throws Exception {
    String text = VALID.replace(from, to.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(VALID);

    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> load(text));

    assertThat(refused.problems()).extracting(Problem::toString).contains(file + ":" + expected);
    assertThat(refused).hasMessageNotContaining("hunter2");
  }

  @Test
  void refusesSourcesThatDifferOnlyInCase() throws Exception {
    String text = VALID.replace("sources:\n", "sources:\n  Warehouse: {type: postgres, host: x}\n");

    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> load(text));

    assertThat(refused)
        .hasMessage(
            file
                + ":7: sources.warehouse: The sources 'Warehouse' and 'warehouse' differ only in"
                + " case");
  }

  @Test
  void closesSourcesIfOneCannotBeMade() throws Exception {
    MeshFile mesh = load(VALID.replace("db.example.com", "nonsense"));

    DocumentException refused =
        catchThrowableOfType(DocumentException.class, () -> Sources.open(mesh).close());

    assertThat(refused).hasMessage(file + ":6: sources.warehouse: The host makes no sense");
  }

  private MeshFile load(String text) throws IOException, DocumentException {
    Files.writeString(file, text);
    return MeshFile.load(file, Map.of("postgres", new Factory()), ENVIRONMENT);
  }

  private static final class Factory implements ConnectorFactory {
    @Override
    public String type() {
      return "postgres";
    }

    @Override
    public List<SourceOption> options() {
      return List.of(
          SourceOption.required("host", "address"), SourceOption.secret("password", "password"));
    }

    @Override
    public Connector create(SourceConfig config) {
      throw new IllegalArgumentException("The host makes no sense");
    }
  }
}
