package io.meshgate.server.flight.statement;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * The batches of an upload with each value in place of its number in a dictionary, as data frames
 * send categories. It holds one batch at a time; the stream stays its owner's. For one thread.
 */
final class PlainValues implements AutoCloseable {

  private final FlightStream stream;
  private final VectorSchemaRoot plain;

  /**
   * @param stream whose schema has arrived
   */
  PlainValues(FlightStream stream) {
    this.stream = stream;
    List<FieldVector> vectors = new ArrayList<>();
    for (FieldVector vector : stream.getRoot().getFieldVectors()) {
      vectors.add(field(vector.getField()).createVector(vector.getAllocator()));
    }
    this.plain = new VectorSchemaRoot(vectors);
  }

  /** The values of the batch that was loaded. */
  VectorSchemaRoot root() {
    return plain;
  }

  /** Takes the stream's batch over, which is empty from then on. */
  void load() {
    VectorSchemaRoot batch = stream.getRoot();
    for (int i = 0; i < batch.getFieldVectors().size(); i++) {
      FieldVector vector = batch.getVector(i);
      DictionaryEncoding encoding = vector.getField().getDictionary();
      if (encoding == null) {
        vector.makeTransferPair(plain.getVector(i)).transfer();
      } else {
        try (FieldVector values =
            (FieldVector)
                DictionaryEncoder.decode(
                    vector, dictionary(encoding.getId()), vector.getAllocator())) {
          values.makeTransferPair(plain.getVector(i)).transfer();
        }
      }
    }
    plain.setRowCount(batch.getRowCount());
  }

  private Field field(Field field) {
    DictionaryEncoding encoding = field.getDictionary();
    if (encoding == null) {
      return field;
    }
    Field values = dictionary(encoding.getId()).getVector().getField();
    return new Field(field.getName(), FieldType.nullable(values.getType()), values.getChildren());
  }

  private Dictionary dictionary(long id) {
    return stream.getDictionaryProvider().lookup(id);
  }

  @Override
  public void close() {
    plain.close();
  }
}
