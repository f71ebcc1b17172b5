package io.meshgate.server.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.meshgate.server.value.ValueJson;
import java.io.IOException;
import java.io.Writer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Writes rows as JSON objects, their values as {@link ValueJson} has them. */
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
        ValueJson.write(json, vector, row);
      }
      json.writeEndObject();
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
