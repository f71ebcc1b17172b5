package io.meshgate.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which gateway to reach, and as whom. */
final class ConnectionOptions {
  private static final String PASSWORD_VARIABLE = "MESHGATE_PASSWORD";

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
      required = true,
      paramLabel = "NAME",
      description = "Who asks. Policies decide by this what the answer may hold.")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the password. Without it the variable MESHGATE_PASSWORD is"
              + " read, then the terminal is asked.")
  private Optional<Path> passwordFile = Optional.empty();

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

  String user() {
    return user;
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

  /**
   * The password, from the file, the environment or the terminal, in this order.
   *
   * @throws CommandException if none of them has it
   */
  String password() {
    if (passwordFile.isPresent()) {
      return firstLine(passwordFile.get());
    }
    return Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElseGet(this::ask);
  }

  private static String firstLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new CommandException(ExitCode.USAGE, "The password file " + file + " is empty");
      }
      return lines.get(0);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "The password file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String ask() {
    return Optional.ofNullable(System.console())
        .map(console -> console.readPassword("Password of %s: ", user))
        .map(String::new)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.USAGE,
                    "No password for "
                        + user
                        + ": pass --password-file or set "
                        + PASSWORD_VARIABLE));
  }
}
