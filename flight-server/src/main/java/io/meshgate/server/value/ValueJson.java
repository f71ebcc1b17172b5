package io.meshgate.server.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Values as JSON: a list is an array, a struct and a map an object. Exact numbers stay exact:
 * integers and decimals are written digit by digit; NaN and the infinities, which JSON has no
 * numbers for, are texts, and so is everything else that is no number, boolean or NULL.
 */
public final class ValueJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ValueJson() {}

  /** The document of one value, on one line. */
  public static String of(FieldVector vector, int row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, vector, row);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail", e);
    }
    return text.toString();
  }

  /** Writes one value. */
  public static void write(JsonGenerator json, FieldVector vector, int row) throws IOException {
    if (vector.isNull(row)) {
      json.writeNull();
      return;
    }
    switch (vector.getField().getType().getTypeID()) {
      case Bool -> json.writeBoolean(ValueText.of(vector, row).equals("true"));
      case Int, Decimal -> json.writeNumber(new BigDecimal(ValueText.of(vector, row)));
      case FloatingPoint -> floating(json, vector, row);
      case List -> list(json, (ListVector) vector, row);
      case Struct -> struct(json, (StructVector) vector, row);
      case Map -> map(json, (MapVector) vector, row);
      default -> json.writeString(ValueText.of(vector, row));
    }
  }

  private static void floating(JsonGenerator json, FieldVector vector, int row) throws IOException {
    double value = ((Number) vector.getObject(row)).doubleValue();
    if (Double.isFinite(value)) {
      // The text of a single-precision value is shorter than that of the double it widens to.
      json.writeNumber(ValueText.of(vector, row));
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private static void list(JsonGenerator json, ListVector vector, int row) throws IOException {
    json.writeStartArray();
    for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
      write(json, vector.getDataVector(), i);
    }
    json.writeEndArray();
  }

  private static void struct(JsonGenerator json, StructVector vector, int row) throws IOException {
    json.writeStartObject();
    for (FieldVector child : vector.getChildrenFromFields()) {
      json.writeFieldName(child.getName());
      write(json, child, row);
    }
    json.writeEndObject();
  }

  private static void map(JsonGenerator json, MapVector vector, int row) throws IOException {
    List<FieldVector> entry = vector.getDataVector().getChildrenFromFields();
    json.writeStartObject();
    for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
      json.writeFieldName(ValueText.of(entry.get(0), i));
      write(json, entry.get(1), i);
    }
    json.writeEndObject();
  }
}
