package io.meshgate.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * What a command ended with and wrote, run in this process.
 *
 * @param code the exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int code, String out, String err) {

  /** Runs a command. Not for several at the same time: standard output is one for all. */
  public static CommandRun of(String... arguments) throws IOException {
    StringWriter text = new StringWriter();
    StringWriter err = new StringWriter();
    PrintStream standard = System.out;
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      CommandLine command =
          Meshgate.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(err));
      int code = command.execute(arguments);
      captured.flush();
      return new CommandRun(code, text + bytes.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(standard);
    }
  }
}
