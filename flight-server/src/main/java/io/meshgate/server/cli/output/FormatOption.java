package io.meshgate.server.cli.output;

import picocli.CommandLine.Option;

/** The option of commands that print rows. */
public final class FormatOption {

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description =
          "One of table, vertical, markdown, csv, json, jsonl, arrow (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  /** What was asked for. */
  public OutputFormat format() {
    return format;
  }
}
