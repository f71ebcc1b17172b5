package io.meshgate.server.cli.output;

import io.meshgate.server.value.ValueText;
import java.io.IOException;
import java.io.Writer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes RFC 4180 with a header line. */
final class CsvWriter implements ResultWriter {
  private static final String LINE_END = "\r\n";

  private final Writer out;

  CsvWriter(Schema schema, Writer out) throws IOException {
    this.out = out;
    String separator = "";
    for (Field field : schema.getFields()) {
      out.write(separator);
      out.write(quoted(field.getName()));
      separator = ",";
    }
    out.write(LINE_END);
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      String separator = "";
      for (FieldVector vector : batch.getFieldVectors()) {
        out.write(separator);
        // NULL stays empty, without quotes; an empty text has them.
        if (!vector.isNull(row)) {
          out.write(quoted(ValueText.of(vector, row)));
        }
        separator = ",";
      }
      out.write(LINE_END);
    }
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
