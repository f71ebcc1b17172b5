package io.meshgate.server.cli.output;

import io.meshgate.server.value.ValueText;
import java.io.IOException;
import java.io.Writer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes a line for each value, and a line above each row: for rows that are wider than a screen.
 */
final class VerticalWriter implements ResultWriter {
  private final int width;
  private final TextStyle style;
  private final Writer out;
  private long rows;

  VerticalWriter(Schema schema, TextStyle style, Writer out) {
    this.style = style;
    this.out = out;
    this.width =
        schema.getFields().stream()
            .map(Field::getName)
            .map(DisplayText::oneLine)
            .mapToInt(DisplayText::width)
            .max()
            .orElse(0);
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      rows++;
      out.write("-[ ROW " + rows + " ]" + "-".repeat(Math.max(1, width)) + "\n");
      for (FieldVector vector : batch.getFieldVectors()) {
        String name = DisplayText.oneLine(vector.getName());
        String text =
            vector.isNull(row)
                ? style.dim(style.nullText())
                : DisplayText.oneLine(ValueText.of(vector, row));
        String padding = " ".repeat(Math.max(0, width - DisplayText.width(name)));
        out.write((name + padding + " | " + text).stripTrailing() + "\n");
      }
    }
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
