package io.meshgate.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshgate product}: what is published, and whether its contracts are good. */
@Command(
    name = "product",
    description = "Checks contracts and shows the data products of a gateway.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ProductValidateCommand.class,
      ProductListCommand.class,
      ProductShowCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  meshgate product validate products/",
      "  meshgate product list --config mesh.yaml",
      "  meshgate product show operations.flights --config mesh.yaml"
    })
final class ProductCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
