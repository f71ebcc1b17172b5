package io.meshgate.server.cli;

import io.meshgate.server.value.ValueText;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes aligned columns: numbers at the right, NULL spelled out.
 *
 * <p>The first rows decide the widths, and the rest streams; a later cell that is wider than its
 * column pushes its line out.
 */
final class TableWriter implements ResultWriter {
  private static final int ROWS_THAT_DECIDE = 1000;
  private static final String GAP = "  ";
  private static final String NULL = "NULL";

  private final List<Field> fields;
  private final int[] widths;
  private final Writer out;
  private final List<List<String>> held = new ArrayList<>();
  private boolean streaming;

  TableWriter(Schema schema, Writer out) {
    this.fields = schema.getFields();
    this.out = out;
    this.widths = new int[fields.size()];
    measure(names());
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<String> cells = cells(batch, row);
      if (streaming) {
        line(cells);
      } else {
        measure(cells);
        held.add(cells);
        if (held.size() == ROWS_THAT_DECIDE) {
          release();
        }
      }
    }
  }

  private static List<String> cells(VectorSchemaRoot batch, int row) {
    List<String> cells = new ArrayList<>(batch.getFieldVectors().size());
    for (FieldVector vector : batch.getFieldVectors()) {
      cells.add(vector.isNull(row) ? NULL : oneLine(ValueText.of(vector, row)));
    }
    return cells;
  }

  /** Control characters are spelled out: a value must not move the cursor of a terminal. */
  private static String oneLine(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.chars()
        .forEach(c -> line.append(Character.isISOControl(c) ? escaped(c) : Character.toString(c)));
    return line.toString();
  }

  private static String escaped(int control) {
    return switch (control) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", control);
    };
  }

  private List<String> names() {
    return fields.stream().map(field -> oneLine(field.getName())).toList();
  }

  private void measure(List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(cells.get(i)));
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private void release() throws IOException {
    streaming = true;
    line(names());
    List<String> rule = new ArrayList<>(widths.length);
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    line(rule);
    for (List<String> cells : held) {
      line(cells);
    }
    held.clear();
  }

  private void line(List<String> cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
      boolean right = ValueText.isNumber(fields.get(i).getType());
      line.append(i == 0 ? "" : GAP).append(right ? padding : "").append(cells.get(i));
      line.append(right ? "" : padding);
    }
    out.write(line.toString().stripTrailing());
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    if (!streaming) {
      release();
    }
    out.flush();
  }
}
