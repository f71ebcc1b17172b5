package io.meshgate.server.cli.audit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshgate audit}: reads audit trails, which need no gateway for that. */
@Command(
    name = "audit",
    description = "Verifies and searches audit trails, and makes their keys. Needs no gateway.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditVerifyCommand.class,
      AuditQueryCommand.class,
      AuditProveCommand.class,
      AuditContinueCommand.class,
      AuditKeygenCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  meshgate audit verify --public-key demo.pub.pem .meshgate/audit/demo",
      "  meshgate audit query --user uma .meshgate/audit/demo"
    })
public final class AuditCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
