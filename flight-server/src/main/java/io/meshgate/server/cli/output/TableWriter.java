package io.meshgate.server.cli.output;

import io.meshgate.server.value.ValueText;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes a {@link TextTable}: numbers at the right, NULL spelled out. */
final class TableWriter implements ResultWriter {
  private final TextTable table;

  TableWriter(Schema schema, TextStyle style, Writer out) {
    this.table =
        new TextTable(schema.getFields().stream().map(TableWriter::column).toList(), style, out);
  }

  private static TextTable.Column column(Field field) {
    return new TextTable.Column(
        field.getName(),
        ValueText.isNumber(field.getType()) ? TextTable.Side.RIGHT : TextTable.Side.LEFT);
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<Optional<String>> cells = new ArrayList<>(batch.getFieldVectors().size());
      for (FieldVector vector : batch.getFieldVectors()) {
        cells.add(vector.isNull(row) ? Optional.empty() : Optional.of(ValueText.of(vector, row)));
      }
      table.add(cells);
    }
  }

  @Override
  public boolean isCut() {
    return table.isCut();
  }

  @Override
  public void close() throws IOException {
    table.finish();
  }
}
