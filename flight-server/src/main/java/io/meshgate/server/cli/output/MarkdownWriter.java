package io.meshgate.server.cli.output;

import io.meshgate.server.value.ValueText;
import java.io.IOException;
import java.io.Writer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes a table of GitHub Flavored Markdown. What would be markup in a value is escaped. */
final class MarkdownWriter implements ResultWriter {
  private final TextStyle style;
  private final Writer out;

  MarkdownWriter(Schema schema, TextStyle style, Writer out) throws IOException {
    this.style = style;
    this.out = out;
    StringBuilder names = new StringBuilder("|");
    StringBuilder rule = new StringBuilder("|");
    for (Field field : schema.getFields()) {
      names.append(' ').append(escaped(field.getName())).append(" |");
      rule.append(ValueText.isNumber(field.getType()) ? " ---: |" : " --- |");
    }
    out.write(names + "\n" + rule + "\n");
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      StringBuilder line = new StringBuilder("|");
      for (FieldVector vector : batch.getFieldVectors()) {
        String text = vector.isNull(row) ? style.nullText() : escaped(ValueText.of(vector, row));
        line.append(' ').append(text).append(" |");
      }
      out.write(line.append('\n').toString());
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (String line : text.split("\r?\n", -1)) {
      escaped.append(escaped.isEmpty() ? "" : "<br>");
      DisplayText.oneLine(line).codePoints().forEach(c -> append(escaped, c));
    }
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int c) {
    switch (c) {
      case '|', '\\', '`', '*', '[', ']', '~' -> escaped.append('\\').appendCodePoint(c);
      case '<' -> escaped.append("&lt;");
      case '&' -> escaped.append("&amp;");
      default -> escaped.appendCodePoint(c);
    }
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
