package io.meshgate.server.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The output formats of {@code meshgate query} and {@code meshgate shell}. */
public enum OutputFormat {
  /** Aligned columns for people. */
  TABLE,
  /** A line for each value, for people and wide rows. */
  VERTICAL,
  /** A table of GitHub Flavored Markdown. */
  MARKDOWN,
  /** RFC 4180; NULL is an empty field, an empty text is {@code ""}. */
  CSV,
  /** One array of objects. */
  JSON,
  /** One object a line. */
  JSONL,
  /** The same as {@link #JSONL}, by its other name. */
  NDJSON,
  /** An Arrow IPC stream. */
  ARROW;

  /**
   * Opens a writer on {@code out} for files and pipes.
   *
   * @param batch the root into which every batch is loaded; its schema is the result's
   */
  public ResultWriter open(VectorSchemaRoot batch, OutputStream out) throws IOException {
    return open(batch, out, TextStyle.PLAIN);
  }

  /**
   * Opens a writer on {@code out}.
   *
   * @param batch the root into which every batch is loaded; its schema is the result's
   * @param style how texts for people look
   */
  public ResultWriter open(VectorSchemaRoot batch, OutputStream out, TextStyle style)
      throws IOException {
    return switch (this) {
      case TABLE -> new TableWriter(batch.getSchema(), style, text(out));
      case VERTICAL -> new VerticalWriter(batch.getSchema(), style, text(out));
      case MARKDOWN -> new MarkdownWriter(batch.getSchema(), style, text(out));
      case CSV -> new CsvWriter(batch.getSchema(), text(out));
      case JSON -> JsonWriter.array(text(out));
      case JSONL, NDJSON -> JsonWriter.lines(text(out));
      case ARROW -> new ArrowWriter(batch, out);
    };
  }

  private static Writer text(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }
}
