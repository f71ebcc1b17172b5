package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.RowSink;
import io.meshgate.server.cli.output.OutputFormat;
import io.meshgate.server.cli.output.ProgressLine;
import io.meshgate.server.cli.output.ResultWriter;
import io.meshgate.server.cli.output.TextStyle;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Writes a result in a format, up to a number of rows. For one result. */
final class ResultSink implements RowSink {
  private final OutputFormat format;
  private final TextStyle style;
  private final OutputStream out;
  private final long limit;
  private final ProgressLine progress;
  private @Nullable ResultWriter writer;
  private long rows;
  private boolean limited;

  /** There are more rows than are wanted. */
  static final class EnoughRows extends IOException {
    EnoughRows() {
      super("More rows than are wanted");
    }
  }

  /**
   * @param limit how many rows are written at most
   */
  ResultSink(
      OutputFormat format, TextStyle style, OutputStream out, long limit, ProgressLine progress) {
    this.format = format;
    this.style = style;
    this.out = out;
    this.limit = limit;
    this.progress = progress;
  }

  @Override
  public void begin(VectorSchemaRoot batch) throws IOException {
    if (writer == null) {
      writer = format.open(batch, out, style);
    }
  }

  @Override
  public void accept(VectorSchemaRoot batch) throws IOException {
    int count = (int) Math.min(batch.getRowCount(), limit - rows);
    limited = count < batch.getRowCount();
    ResultWriter target = writer;
    if (target == null) {
      throw new IOException("Rows came before their schema");
    }
    if (limited) {
      // The rows behind it are not wanted any more.
      batch.setRowCount(count);
    }
    target.write(batch);
    rows += count;
    progress.add(count);
    if (limited) {
      throw new EnoughRows();
    }
  }

  /**
   * Ends the output. Not called when the query failed: what is cut short has no closing bracket.
   */
  void finish() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }

  long rows() {
    return rows;
  }

  /** Whether there were more rows than were written. */
  boolean isLimited() {
    return limited;
  }

  /** Whether something of what was written is not shown whole. */
  boolean isCut() {
    return writer != null && writer.isCut();
  }
}
