package io.meshgate.server.cli;

import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.document.NearestName;
import io.meshgate.server.cli.mesh.MeshFiles;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate product show}: one product with its tables and columns. */
@Command(
    name = "show",
    description = "Shows a data product: purpose, owner, state, tables and columns.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  meshgate product show operations.flights --config mesh.yaml"})
final class ProductShowCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Parameters(paramLabel = "PRODUCT", description = "The product, as domain.name.")
  private String name = "";

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's configuration, mesh.yaml.")
  private Path config = Path.of("mesh.yaml");

  @Override
  public Integer call() {
    try (CatalogService catalog = MeshFiles.open(config)) {
      DataProduct product =
          catalog.catalog().product(name).orElseThrow(() -> unknown(catalog.catalog().products()));
      PrintWriter out = spec.commandLine().getOut();
      print(product, out);
      out.flush();
      return product.state().kind() == ProductState.Kind.ACTIVE ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private CommandException unknown(List<DataProduct> products) {
    List<String> names = products.stream().map(DataProduct::schema).toList();
    return new CommandException(
        ExitCode.USAGE, "No product " + name + NearestName.hint(name, names));
  }

  private static void print(DataProduct product, PrintWriter out) {
    out.printf("%s %s (%s)%n", product.schema(), product.version(), product.status());
    product.description().ifPresent(purpose -> out.println("  " + purpose.strip()));
    product.owner().ifPresent(owner -> out.println("  owner: " + owner));
    out.println("  state: " + product.state().kind() + " " + product.state().reason());
    for (ProductTable table : product.tables()) {
      out.println();
      out.println(table.displayName() + table.description().map(text -> ": " + text).orElse(""));
      for (ProductColumn column : table.columns()) {
        out.println("  " + line(column));
      }
    }
  }

  private static String line(ProductColumn column) {
    String type = SqlTypes.toSql(column.type(), column.nullable()).getFullTypeString();
    String key = column.primaryKeyPosition() > 0 ? " key" : "";
    String tags = column.tags().isEmpty() ? "" : " " + column.tags();
    return String.format(
            "%-28s %-24s%s%s  %s", column.name(), type, key, tags, column.description().orElse(""))
        .stripTrailing();
  }
}
