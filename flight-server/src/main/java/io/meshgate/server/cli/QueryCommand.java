package io.meshgate.server.cli;

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

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description = "One of table, csv, json, ndjson, arrow (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(names = "--explain", description = "Show how the query would be answered; do not run it.")
  private boolean explain;

  @Parameters(paramLabel = "SQL", description = "One statement; - reads it from standard input.")
  private String sql = "";

  @Override
  public Integer call() throws IOException {
    String statement = statement();
    long start = System.nanoTime();
    Output output = new Output(format, System.out, new Progress(spec.commandLine().getErr()));
    try (GatewayClient client = GatewayClient.connect(connection)) {
      client.query(explain ? "EXPLAIN PLAN FOR " + statement : statement, output);
      output.finish(System.nanoTime() - start);
    } finally {
      output.stop();
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

  /** Writes batches, counts rows, shows progress. */
  private static final class Output implements GatewayClient.RowSink {
    private final OutputFormat format;
    private final OutputStream out;
    private final Progress progress;
    private @Nullable ResultWriter writer;
    private long rows;

    Output(OutputFormat format, OutputStream out, Progress progress) {
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
      rows += batch.getRowCount();
      progress.show(rows);
    }

    /** Ends the output and tells how much there was. Not called when the query failed. */
    void finish(long nanos) throws IOException {
      progress.clear();
      writer().close();
      writer = null;
      progress.total(rows, nanos);
    }

    private ResultWriter writer() {
      return Optional.ofNullable(writer).orElseThrow(IllegalStateException::new);
    }

    /** Clears the progress line; output that was cut short keeps no closing bracket. */
    void stop() {
      progress.clear();
    }
  }

  /** A line on standard error that counts rows, on a terminal only. */
  private static final class Progress {
    private static final long REDRAW_NANOS = 200_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final boolean TERMINAL = Boolean.getBoolean("meshgate.terminal");

    private final PrintWriter err;
    private long drawn = System.nanoTime();
    private boolean visible;

    Progress(PrintWriter err) {
      this.err = err;
    }

    void show(long rows) {
      long now = System.nanoTime();
      if (TERMINAL && now - drawn > REDRAW_NANOS) {
        err.printf(Locale.ROOT, "\r%,d rows ...", rows);
        err.flush();
        drawn = now;
        visible = true;
      }
    }

    void clear() {
      if (visible) {
        err.print("\r\u001b[K");
        err.flush();
        visible = false;
      }
    }

    void total(long rows, long nanos) {
      String noun = rows == 1 ? "row" : "rows";
      err.printf(Locale.ROOT, "%,d %s in %.2f s%n", rows, noun, nanos / NANOS_PER_SECOND);
      err.flush();
    }
  }
}
