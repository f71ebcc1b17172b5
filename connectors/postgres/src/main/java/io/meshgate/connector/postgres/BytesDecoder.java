package io.meshgate.connector.postgres;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Text, which the server sends as valid UTF-8, and binary values. */
final class BytesDecoder extends FieldDecoder {

  private @Nullable BaseVariableWidthVector vector;
  private long offsets;
  private long data;
  private long capacity;
  private int end;

  BytesDecoder(Field field, String source) {
    super(field, source);
  }

  @Override
  void bind(FieldVector bound) {
    rebind(bound);
    end = 0;
  }

  @Override
  void rebind(FieldVector bound) {
    super.bind(bound);
    vector = (BaseVariableWidthVector) bound;
    offsets = bound.getOffsetBufferAddress();
    locateData(vector);
  }

  private void locateData(BaseVariableWidthVector bound) {
    data = bound.getDataBufferAddress();
    capacity = bound.getDataBuffer().capacity();
  }

  @Override
  void decode(byte[] bytes, int offset, int length, int row) {
    int newEnd = Math.addExact(end, length);
    if (newEnd > capacity) {
      grow(newEnd);
    }
    MemoryUtil.copyToMemory(bytes, offset, data + end, length);
    end = newEnd;
    setOffset(row);
    setValid(row);
  }

  @Override
  void decodeNull(int row) {
    setOffset(row);
  }

  @Override
  void finish(int rows) {
    if (vector != null) {
      vector.setLastSet(rows - 1);
    }
  }

  private void grow(int needed) {
    if (vector != null) {
      vector.reallocDataBuffer(Math.max(needed, 2 * capacity));
      locateData(vector);
    }
  }

  private void setOffset(int row) {
    MemoryUtil.putInt(offsets + (row + 1L) * Integer.BYTES, end);
  }
}
