package io.meshgate.server.cli;

import io.meshgate.server.cli.client.ConnectionOptions;
import io.meshgate.server.cli.client.GatewayClient;
import io.meshgate.server.cli.client.RowSink;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.FormatOption;
import io.meshgate.server.cli.output.OutputFormat;
import io.meshgate.server.cli.output.ProgressLine;
import io.meshgate.server.cli.output.ResultWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate query}: asks a running gateway and writes the rows to standard output. */
@Command(
    name = "query",
    description = "Asks a running gateway.",
    mixinStandardHelpOptions = true,
    subcommands = QueryCancelCommand.class,
    footer = {
      "",
      "Rows go to standard output, everything else to standard error.",
      "",
      "Examples:",
      "  meshgate query --user uma \"SELECT * FROM fleet.aircraft.airlines\"",
      "  meshgate query --user uma --explain \"SELECT COUNT(*) FROM operations.flights.flights\"",
      "  meshgate query --user otto --format csv --password-file pw \"SELECT 1\" > one.csv",
      "  echo 'SELECT 1' | meshgate query --user otto --format arrow - > one.arrows"
    })
final class QueryCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final boolean TERMINAL = Boolean.getBoolean("meshgate.terminal");

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Mixin private final FormatOption format = new FormatOption();

  @Option(names = "--explain", description = "Show how the query would be answered; do not run it.")
  private boolean explain;

  // Not required, since the parser would ask for it before a subcommand too.
  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "One statement; - reads it from standard input.")
  private String sql = "";

  @Override
  public Integer call() throws IOException {
    String statement = statement();
    long start = System.nanoTime();
    PrintWriter err = spec.commandLine().getErr();
    try (GatewayClient client = GatewayClient.connect(connection);
        ProgressLine progress = TERMINAL ? ProgressLine.on(err, "") : ProgressLine.none()) {
      Output output = new Output(format.format(), System.out, progress);
      client.query(explain ? "EXPLAIN PLAN FOR " + statement : statement, output);
      progress.close();
      output.finish();
      long rows = progress.rows();
      err.printf(
          Locale.ROOT,
          "%,d %s in %.2f s%n",
          rows,
          rows == 1 ? "row" : "rows",
          (System.nanoTime() - start) / NANOS_PER_SECOND);
      err.flush();
    }
    return ExitCode.OK;
  }

  private String statement() throws IOException {
    String text =
        sql.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : sql;
    if (text.isBlank()) {
      throw new CommandException(ExitCode.USAGE, "There is no SQL to run");
    }
    return text;
  }

  /** Writes batches and counts rows. */
  private static final class Output implements RowSink {
    private final OutputFormat format;
    private final OutputStream out;
    private final ProgressLine progress;
    private @Nullable ResultWriter writer;

    Output(OutputFormat format, OutputStream out, ProgressLine progress) {
      this.format = format;
      this.out = out;
      this.progress = progress;
    }

    @Override
    public void begin(VectorSchemaRoot batch) throws IOException {
      if (writer == null) {
        writer = format.open(batch, out);
      }
    }

    @Override
    public void accept(VectorSchemaRoot batch) throws IOException {
      writer().write(batch);
      progress.add(batch.getRowCount());
    }

    /**
     * Ends the output. Not called when the query failed: what was cut short has no last bracket.
     */
    void finish() throws IOException {
      writer().close();
    }

    private ResultWriter writer() {
      return Optional.ofNullable(writer).orElseThrow(IllegalStateException::new);
    }
  }
}
