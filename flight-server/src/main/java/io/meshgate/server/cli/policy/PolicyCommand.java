package io.meshgate.server.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshgate policy}: tools for those who write and govern policies. */
@Command(
    name = "policy",
    description = "Tests, explains and compares access policies, without a running gateway.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PolicyTestCommand.class, PolicyExplainCommand.class, PolicyDiffCommand.class},
    footer = {
      "",
      "Examples:",
      "  meshgate policy test --mesh mesh.yaml",
      "  meshgate policy explain --mesh mesh.yaml --as uma \"SELECT * FROM operations.flights.flights\"",
      "  meshgate policy diff --mesh mesh.yaml policies.before/ policies/"
    })
public final class PolicyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
