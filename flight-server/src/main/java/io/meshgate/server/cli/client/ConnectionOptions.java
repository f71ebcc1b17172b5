package io.meshgate.server.cli.client;

import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which gateway to reach, and as whom. */
public final class ConnectionOptions {
  private static final String PASSWORD_VARIABLE = "MESHGATE_PASSWORD";
  private static final String TOKEN_VARIABLE = "MESHGATE_TOKEN";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "Host of the gateway (default: ${DEFAULT-VALUE}).")
  private String host = "localhost";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "31337",
      description = "Port of the gateway (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Who asks. Policies decide by this what the answer may hold.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the password. Without it the variable MESHGATE_PASSWORD is"
              + " read, then the terminal is asked.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File whose first line is a bearer token, which says who asks. Without it and without"
              + " --user the variable MESHGATE_TOKEN is read.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) to trust instead of the system's, for a gateway with a certificate"
              + " of its own making.")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--trust-any",
      description = "Encrypt, but accept any certificate: only towards a machine of your own.")
  private boolean trustAny;

  @Option(
      names = "--insecure",
      description = "No encryption: the password travels in the clear. For tests on one machine.")
  private boolean insecure;

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** The certificates to trust instead of the system's. */
  Optional<Path> authorities() {
    return authorities;
  }

  boolean trustAny() {
    return trustAny;
  }

  boolean insecure() {
    return insecure;
  }

  /** Host and port as people write them. */
  public String address() {
    return host + ":" + port;
  }

  /** How the connection is protected, for people. */
  public String protection() {
    if (insecure) {
      return "not encrypted";
    }
    return trustAny ? "TLS, any certificate accepted" : "TLS";
  }

  /**
   * Who asks: a token from its file, or the user with a password from the file, the environment or
   * the terminal, or a token from the environment, in this order.
   *
   * @throws CommandException if none of them is there, or more than one was named
   */
  public Login login() {
    if (tokenFile.isPresent()) {
      if (user.isPresent()) {
        throw new CommandException(
            ExitCode.USAGE, "A token says who asks: pass --token-file or --user, not both");
      }
      return token(tokenFile.get());
    }
    if (user.isPresent()) {
      return new Login.Password(user.get(), password(user.get()));
    }
    return Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
        .map(text -> new Login.Token(text.strip(), Optional.empty()))
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE,
                    "Who asks? Pass --user NAME or --token-file FILE, or set " + TOKEN_VARIABLE));
  }

  /**
   * The token that a file holds now.
   *
   * @throws CommandException if it holds none
   */
  static Login.Token token(Path file) {
    return new Login.Token(firstLine(file, "token").strip(), Optional.of(file));
  }

  private String password(String name) {
    if (passwordFile.isPresent()) {
      return firstLine(passwordFile.get(), "password");
    }
    return Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElseGet(() -> ask(name));
  }

  private static String firstLine(Path file, String what) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new CommandException(ExitCode.USAGE, "The " + what + " file " + file + " is empty");
      }
      return lines.get(0);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "The " + what + " file " + file + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static String ask(String name) {
    return Optional.ofNullable(System.console())
        .map(console -> console.readPassword("Password of %s: ", name))
        .map(String::new)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE,
                    "No password for "
                        + name
                        + ": pass --password-file or set "
                        + PASSWORD_VARIABLE));
  }
}
