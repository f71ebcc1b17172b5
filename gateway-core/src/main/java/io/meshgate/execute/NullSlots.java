package io.meshgate.execute;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.BaseRepeatedValueViewVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Overwrites the bytes under NULLs with zeros, in place.
 *
 * <p>A NULL takes as much room in a vector as a value, and Arrow leaves open what stands there
 * (columnar format, "validity bitmaps"). Engines leave what they found in memory, which may be
 * values of other queries; and all of a vector goes over the wire.
 */
final class NullSlots {

  private NullSlots() {}

  /**
   * Clears all vectors of a batch, with all that is nested in them.
   *
   * @param batch whose buffers belong to nobody else
   */
  static void clear(VectorSchemaRoot batch) {
    batch.getFieldVectors().forEach(NullSlots::clear);
  }

  private static void clear(FieldVector vector) {
    int count = vector.getValueCount();
    if (vector.getNullCount() > 0) {
      for (int i = 0; i < count; i++) {
        if (vector.isNull(i)) {
          blank(vector, i);
        }
      }
    }
    if (vector instanceof BitVector bits) {
      for (int i = count; i % Byte.SIZE != 0; i++) {
        BitVectorHelper.unsetBit(bits.getDataBuffer(), i);
      }
    }
    vector.getChildrenFromFields().forEach(NullSlots::clear);
  }

  /** Clears one place, whatever its own validity says: what it belongs to is NULL. */
  private static void blank(ValueVector vector, int index) {
    if (vector instanceof BitVector bits) {
      BitVectorHelper.unsetBit(bits.getDataBuffer(), index);
    } else if (vector instanceof BaseFixedWidthVector fixed) {
      long width = fixed.getTypeWidth();
      fixed.getDataBuffer().setZero(index * width, width);
    } else if (vector instanceof BaseVariableWidthVector texts) {
      long start = texts.getStartOffset(index);
      texts.getDataBuffer().setZero(start, texts.getEndOffset(index) - start);
    } else if (vector instanceof BaseLargeVariableWidthVector texts) {
      ArrowBuf offsets = texts.getOffsetBuffer();
      long start = offsets.getLong((long) index * Long.BYTES);
      texts.getDataBuffer().setZero(start, offsets.getLong((index + 1L) * Long.BYTES) - start);
    } else if (vector instanceof StructVector struct) {
      struct.getChildrenFromFields().forEach(child -> blank(child, index));
    } else if (vector instanceof BaseListVector list
        && !(vector instanceof BaseRepeatedValueViewVector)) {
      FieldVector elements = list.getChildrenFromFields().get(0);
      for (int i = list.getElementStartIndex(index); i < list.getElementEndIndex(index); i++) {
        blank(elements, i);
      }
    } else if (!(vector instanceof NullVector)) {
      throw new IllegalStateException("No NULL of " + vector.getField() + " can be cleared");
    }
  }
}
