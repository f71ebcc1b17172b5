package io.meshgate.connector.postgres;

import io.meshgate.spi.ConnectorException.Kind;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as lists.
 *
 * <p>PostgreSQL fixes neither the dimensions of a column's arrays nor the index of their first
 * element; a list has one dimension and begins with 1, so that other values are refused.
 */
final class ArrayDecoder extends FieldDecoder {

  private static final int NULL_LENGTH = -1;
  private static final int HEADER = 3 * Integer.BYTES;
  private static final int DIMENSION = 2 * Integer.BYTES;

  private final FieldDecoder elements;
  private @Nullable ListVector vector;
  private long offsets;
  private int end;

  ArrayDecoder(Field field, String source) {
    super(field, source);
    Field element = field.getChildren().get(0);
    this.elements =
        FieldDecoders.of(
            // Under the column's name, by which failures are told.
            new Field(
                field.getName(), FieldType.nullable(element.getType()), element.getChildren()),
            source);
  }

  @Override
  void bind(FieldVector bound) {
    super.bind(bound);
    vector = (ListVector) bound;
    offsets = bound.getOffsetBufferAddress();
    end = 0;
    elements.bind(vector.getDataVector());
  }

  @Override
  void decode(byte[] bytes, int offset, int length, int row) {
    int dimensions = BigEndian.intAt(bytes, offset);
    if (dimensions > 1) {
      throw misfit(
          Kind.DATA, "an array of several dimensions; cast it to text in a view of the database");
    }
    if (dimensions == 1) {
      int count = BigEndian.intAt(bytes, offset + HEADER);
      if (BigEndian.intAt(bytes, offset + HEADER + Integer.BYTES) != 1) {
        throw misfit(Kind.DATA, "an array whose first index is not 1; cast it to text in a view");
      }
      decodeElements(bytes, offset + HEADER + DIMENSION, count);
    }
    setOffset(row);
    setValid(row);
  }

  private void decodeElements(byte[] bytes, int start, int count) {
    reserve(Math.addExact(end, count));
    int position = start;
    for (int i = 0; i < count; i++) {
      int length = BigEndian.intAt(bytes, position);
      position += Integer.BYTES;
      if (length == NULL_LENGTH) {
        elements.decodeNull(end++);
      } else {
        elements.decode(bytes, position, length, end++);
        position += length;
      }
    }
  }

  private void reserve(int count) {
    if (vector == null) {
      return;
    }
    FieldVector values = vector.getDataVector();
    if (values.getValueCapacity() < count) {
      while (values.getValueCapacity() < count) {
        values.reAlloc();
      }
      elements.rebind(values);
    }
  }

  @Override
  void decodeNull(int row) {
    setOffset(row);
  }

  @Override
  void finish(int rows) {
    elements.finish(end);
    if (vector != null) {
      vector.setLastSet(rows - 1);
    }
  }

  private void setOffset(int row) {
    MemoryUtil.putInt(offsets + (row + 1L) * Integer.BYTES, end);
  }
}
