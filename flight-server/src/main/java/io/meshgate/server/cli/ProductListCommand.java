package io.meshgate.server.cli;

import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductState;
import io.meshgate.server.cli.mesh.MeshFiles;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshgate product list}: the products of a configuration and their state. */
@Command(
    name = "list",
    description = {
      "Lists the data products of a configuration and asks their sources whether they still match.",
      "Exit code 1 if one cannot be queried."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  meshgate product list --config mesh.yaml"})
final class ProductListCommand implements Callable<Integer> {
  private static final String LINE = "%-28s %-10s %-11s %-12s %6s  %s%n";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's configuration, mesh.yaml.")
  private Path config = Path.of("mesh.yaml");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (CatalogService catalog = MeshFiles.open(config)) {
      List<DataProduct> products = catalog.catalog().products();
      out.printf(LINE, "PRODUCT", "VERSION", "STATUS", "STATE", "TABLES", "OWNER");
      for (DataProduct product : products) {
        out.printf(
            LINE,
            product.schema(),
            product.version(),
            product.status(),
            product.state().kind(),
            product.tables().size(),
            product.owner().orElse("-"));
      }
      catalog.problems().forEach(spec.commandLine().getErr()::println);
      spec.commandLine().getErr().flush();
      out.flush();
      boolean good =
          products.stream().allMatch(p -> p.state().kind() == ProductState.Kind.ACTIVE)
              && Problems.errors(catalog.problems()) == 0;
      return good ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
