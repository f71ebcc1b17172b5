package io.meshgate.server.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The output formats of {@code meshgate query}. */
enum OutputFormat {
  /** Aligned columns for people. */
  TABLE,
  /** RFC 4180; NULL is an empty field, an empty text is {@code ""}. */
  CSV,
  /** One array of objects. */
  JSON,
  /** One object a line. */
  NDJSON,
  /** An Arrow IPC stream. */
  ARROW;

  /**
   * Opens a writer on {@code out}.
   *
   * @param batch the root into which every batch is loaded; its schema is the result's
   */
  ResultWriter open(VectorSchemaRoot batch, OutputStream out) throws IOException {
    return switch (this) {
      case TABLE -> new TableWriter(batch.getSchema(), text(out));
      case CSV -> new CsvWriter(batch.getSchema(), text(out));
      case JSON -> JsonWriter.array(text(out));
      case NDJSON -> JsonWriter.lines(text(out));
      case ARROW -> new ArrowWriter(batch, out);
    };
  }

  private static Writer text(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }
}
