package io.meshgate.server.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.meshgate.document.DocumentException;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.auth.UserDirectory;
import io.meshgate.server.auth.token.AccessToken;
import io.meshgate.server.auth.token.AccessTokensFile;
import io.meshgate.server.cli.mesh.MeshFiles;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.config.AuthenticationConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate token}: makes, lists and revokes personal access tokens. */
@Command(
    name = "token",
    description = {
      "Makes, lists and revokes personal access tokens, with which programs log in instead of a",
      "password. A running gateway sees a change at once."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  meshgate token create --config mesh.yaml --user uma --name notebook --expires P90D",
      "  meshgate token list --config mesh.yaml",
      "  meshgate token revoke --config mesh.yaml k3x7q2ab"
    })
final class TokenCommand implements Runnable {
  private static final String LINE = "%-10s %-20s %-24s %-21s %s%n";
  private static final String CONFIG = "The gateway's configuration, mesh.yaml.";
  private static final String NEVER = "never";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "create",
      description = {
        "Makes a token and prints it. It is shown this one time: the gateway keeps only its hash."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example:",
        "  meshgate token create --config mesh.yaml --user uma --name notebook --expires P90D"
      })
  int create(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path config,
      @Option(
              names = "--user",
              required = true,
              paramLabel = "NAME",
              description = "Whose token it is: a user of the users file.")
          String user,
      @Option(names = "--name", paramLabel = "LABEL", description = "What the token is for.")
          Optional<String> label,
      @Option(
              names = "--expires",
              paramLabel = "DURATION",
              defaultValue = "P1Y",
              description =
                  "How long it is in force, as in ISO 8601: P90D, P1Y, PT12H; or 'never'"
                      + " (default: ${DEFAULT-VALUE}).")
          String expires) {
    AuthenticationConfig known = authentication(config);
    Instant now = Instant.now();
    try {
      if (!new UserDirectory(known.users()).has(user)) {
        throw new CommandException(
            ExitCode.USAGE, "There is no user '" + user + "' in " + known.users());
      }
      AccessTokensFile.Issued issued =
          new AccessTokensFile(known.tokens())
              .add(new AccessTokensFile.Request(user, label, end(now, expires)), now);
      out().println(issued.text());
      out().flush();
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    } catch (IOException e) {
      throw unwritable(known.tokens(), e);
    }
  }

  @Command(
      name = "list",
      description = "Lists the tokens, without their secrets.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  meshgate token list --config mesh.yaml"})
  int list(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path config,
      @Option(names = "--json", description = "Print a JSON array.") boolean json) {
    try {
      Collection<AccessToken> tokens =
          new AccessTokensFile(authentication(config).tokens()).read().values();
      if (json) {
        writeJson(tokens);
      } else {
        out().printf(LINE, "ID", "USER", "NAME", "CREATED", "EXPIRES");
        tokens.forEach(
            token ->
                out()
                    .printf(
                        LINE,
                        token.id(),
                        token.user(),
                        token.label().orElse("-"),
                        token.created(),
                        token.expires().map(Instant::toString).orElse(NEVER)));
      }
      out().flush();
      return ExitCode.OK;
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "The list cannot be written: " + e.getMessage(), e);
    }
  }

  @Command(
      name = "revoke",
      description = {
        "Ends a token, and the sessions that began with it.",
        "Exit code 1 if there is no token of that id."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  meshgate token revoke --config mesh.yaml k3x7q2ab"})
  int revoke(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path config,
      @Parameters(paramLabel = "ID", description = "The token's id, as 'token list' shows it.")
          String id) {
    Path tokens = authentication(config).tokens();
    try {
      if (!new AccessTokensFile(tokens).remove(id)) {
        throw new CommandException(
            ExitCode.FAILED, "There is no token '" + id + "'; 'meshgate token list' shows them");
      }
      return ExitCode.OK;
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    } catch (IOException e) {
      throw unwritable(tokens, e);
    }
  }

  private static AuthenticationConfig authentication(Path config) {
    try {
      return GatewayProcess.serverConfig(MeshFiles.load(config)).authentication();
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    }
  }

  private static Optional<Instant> end(Instant now, String text) {
    if (text.equals(NEVER)) {
      return Optional.empty();
    }
    try {
      Instant end =
          text.contains("T")
              ? now.plus(Duration.parse(text))
              : now.atZone(ZoneOffset.UTC).plus(Period.parse(text)).toInstant();
      if (end.isAfter(now)) {
        return Optional.of(end);
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(badDuration(text), e);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("No calendar reaches that far: " + text, e);
    }
    throw new IllegalArgumentException(badDuration(text));
  }

  private static String badDuration(String text) {
    return "'" + text + "' is no duration to come; write P90D, P1Y, PT12H or 'never'";
  }

  private void writeJson(Collection<AccessToken> tokens) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(out()).useDefaultPrettyPrinter()) {
      json.writeStartArray();
      for (AccessToken token : tokens) {
        json.writeStartObject();
        json.writeStringField("id", token.id());
        json.writeStringField("user", token.user());
        writeText(json, "name", token.label());
        json.writeStringField("created", token.created().toString());
        writeText(json, "expires", token.expires().map(Instant::toString));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    out().println();
  }

  private static void writeText(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeNullField(name);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static CommandException unwritable(Path file, IOException cause) {
    return new CommandException(
        ExitCode.FAILED, file + " cannot be written: " + cause.getMessage(), cause);
  }
}
