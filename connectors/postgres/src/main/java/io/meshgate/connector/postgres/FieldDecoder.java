package io.meshgate.connector.postgres;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Writes one column's binary values into the buffers of its vector, by address.
 *
 * <p>{@link #bind} is called for each new vector, which has room for every row that follows and
 * whose buffers are zero; rows come in order, each once.
 */
abstract class FieldDecoder {

  private final Field field;
  private final String source;
  private long validity;

  FieldDecoder(Field field, String source) {
    this.field = field;
    this.source = source;
  }

  /** Starts writing into {@code vector}. */
  void bind(FieldVector vector) {
    validity = vector.getValidityBufferAddress();
  }

  /** Goes on after {@code vector}, which is the one bound last, has got larger buffers. */
  void rebind(FieldVector vector) {
    bind(vector);
  }

  /** Writes a value that stands in {@code length} bytes from {@code offset} on. */
  abstract void decode(byte[] bytes, int offset, int length, int row);

  /** Writes a NULL: buffers start as all NULL. */
  void decodeNull(int row) {}

  /** Tells that the vector bound last has all its rows. */
  void finish(int rows) {}

  /** Marks a row as not NULL. */
  final void setValid(int row) {
    long address = validity + (row >>> 3);
    MemoryUtil.putByte(address, (byte) (MemoryUtil.getByte(address) | 1 << (row & 7)));
  }

  /** Refuses a value of another binary form than the Arrow type stands for. */
  final void expectLength(int length, int expected) {
    if (length != expected) {
      throw new ConnectorException(
          Kind.INTERNAL,
          "Column '%s' from source '%s' came with %d bytes where %s takes %d"
              .formatted(field.getName(), source, length, field.getType(), expected));
    }
  }

  /** The failure of a value that the Arrow type cannot hold. */
  final ConnectorException misfit(Kind kind, String what) {
    return new ConnectorException(
        kind,
        "Column '%s' from source '%s' holds %s, which %s cannot hold"
            .formatted(field.getName(), source, what, field.getType()));
  }
}
