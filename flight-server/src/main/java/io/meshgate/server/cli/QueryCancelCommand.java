package io.meshgate.server.cli;

import io.meshgate.server.cli.client.ConnectionOptions;
import io.meshgate.server.cli.client.GatewayClient;
import io.meshgate.server.cli.outcome.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate query cancel}: stops a query that runs on a gateway. */
@Command(
    name = "cancel",
    description = {
      "Stops a query by its id in system.queries: one of one's own, or for governance",
      "anybody's."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  meshgate query --user uma \"SELECT query_id, statement FROM system.queries WHERE state ="
          + " 'RUNNING'\"",
      "  meshgate query cancel --user uma 0b3f2c1e-5d52-4b7a-9e55-0f1c1f6f2d11"
    })
final class QueryCancelCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(paramLabel = "ID", description = "The query's id.")
  private String id = "";

  @Override
  public Integer call() {
    try (GatewayClient client = GatewayClient.connect(connection)) {
      client.stop(id);
    }
    spec.commandLine().getErr().printf("The query %s is being stopped%n", id);
    spec.commandLine().getErr().flush();
    return ExitCode.OK;
  }
}
