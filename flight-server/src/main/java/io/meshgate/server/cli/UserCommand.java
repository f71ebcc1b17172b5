package io.meshgate.server.cli;

import io.meshgate.server.auth.PasswordHash;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshgate user}: what an entry of a users file needs. */
@Command(
    name = "user",
    description = "Helps to write a users file.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  meshgate user hash"})
final class UserCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "hash",
      description = {
        "Prints the hash of a password, for 'passwordHash' in a users file. Asks for the password",
        "at a terminal; else takes the first line of its input."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  meshgate user hash"})
  int hash() {
    try {
      String hash = PasswordHash.of(password()).text();
      PrintWriter out = spec.commandLine().getOut();
      out.println(hash);
      out.flush();
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "The password cannot be read: " + e.getMessage(), e);
    }
  }

  private static String password() throws IOException {
    Optional<Console> console = Optional.ofNullable(System.console());
    if (console.isEmpty()) {
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      return Optional.ofNullable(input.readLine()).orElse("");
    }
    char[] first = console.get().readPassword("Password: ");
    char[] second = console.get().readPassword("Once more: ");
    if (first == null || !Arrays.equals(first, second)) {
      throw new IllegalArgumentException("The two are not the same");
    }
    return new String(first);
  }
}
