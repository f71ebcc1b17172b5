package io.meshgate.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.ContractValidation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  private static final Path RESOURCES = Path.of("src/main/resources/demo");

  @Test
  void bringsEveryContractAndPolicyOfTheProgram(@TempDir Path root) throws IOException {
    DemoFolder folder = DemoFolder.prepare(root);
    for (String kind : List.of("products", "policies")) {
      assertThat(names(folder.root().resolve(kind))).isEqualTo(names(RESOURCES.resolve(kind)));
    }
  }

  @Test
  void everyContractIsGoodWithoutAWarning(@TempDir Path root) throws IOException {
    DemoFolder folder = DemoFolder.prepare(root);
    for (String name : names(folder.root().resolve("products"))) {
      Path file = folder.root().resolve("products").resolve(name);
      assertThat(ContractValidation.validate(file).problems()).as(name).isEmpty();
    }
  }

  @Test
  void filesOfTheSourcesAreInTheirFolders(@TempDir Path root) throws IOException {
    DemoFolder folder = DemoFolder.prepare(root);
    assertThat(names(folder.root().resolve("reference"))).containsExactly("airports.csv");
    assertThat(names(folder.root().resolve("weather"))).containsExactly("hourly.parquet");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
