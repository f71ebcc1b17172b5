package io.meshgate.server.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Writes rows as JSON objects. Exact numbers stay exact: integers and decimals are written digit by
 * digit; NaN and the infinities, which JSON has no numbers for, are texts.
 */
final class JsonWriter implements ResultWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;
  private final Layout layout;

  private enum Layout {
    ARRAY,
    LINES
  }

  private JsonWriter(Writer out, Layout layout) throws IOException {
    this.json = FACTORY.createGenerator(out);
    this.layout = layout;
  }

  /** A writer of one array, an object a line. */
  static JsonWriter array(Writer out) throws IOException {
    JsonWriter writer = new JsonWriter(out, Layout.ARRAY);
    writer.json.setPrettyPrinter(new RowPerLine());
    writer.json.writeStartArray();
    return writer;
  }

  /** A writer of objects without an array around them, an object a line. */
  static JsonWriter lines(Writer out) throws IOException {
    JsonWriter writer = new JsonWriter(out, Layout.LINES);
    writer.json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    return writer;
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      json.writeStartObject();
      for (FieldVector vector : batch.getFieldVectors()) {
        json.writeFieldName(vector.getName());
        cell(vector, row);
      }
      json.writeEndObject();
    }
  }

  private void cell(FieldVector vector, int row) throws IOException {
    if (vector.isNull(row)) {
      json.writeNull();
      return;
    }
    ArrowType type = vector.getField().getType();
    switch (type.getTypeID()) {
      case Bool -> json.writeBoolean(CellText.of(vector, row).equals("true"));
      case Int, Decimal -> json.writeNumber(new BigDecimal(CellText.of(vector, row)));
      case FloatingPoint -> floating(((Number) vector.getObject(row)).doubleValue(), vector, row);
      default -> json.writeString(CellText.of(vector, row));
    }
  }

  private void floating(double value, FieldVector vector, int row) throws IOException {
    if (Double.isFinite(value)) {
      // The text of a single-precision value is shorter than that of the double it widens to.
      json.writeNumber(CellText.of(vector, row));
    } else {
      json.writeString(Double.toString(value));
    }
  }

  @Override
  public void close() throws IOException {
    if (layout == Layout.ARRAY) {
      json.writeEndArray();
      json.writeRaw('\n');
    } else if (json.getOutputContext().hasCurrentIndex()) {
      json.writeRaw('\n');
    }
    json.close();
  }

  /** Breaks the line before every row and before the closing bracket. */
  private static final class RowPerLine extends MinimalPrettyPrinter {
    @Override
    public void beforeArrayValues(JsonGenerator generator) throws IOException {
      generator.writeRaw('\n');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(",\n");
    }

    @Override
    public void writeEndArray(JsonGenerator generator, int values) throws IOException {
      generator.writeRaw(values == 0 ? "]" : "\n]");
    }
  }
}
