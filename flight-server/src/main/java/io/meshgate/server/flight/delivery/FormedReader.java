package io.meshgate.server.flight.delivery;

import io.meshgate.server.value.ValueJson;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A result in another form: what needs none is moved, the rest is written anew. */
final class FormedReader extends ArrowReader {

  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendOffset("+HH:MM", "+00:00")
          .toFormatter();

  private final ArrowReader source;
  private final ResultForm form;

  private FormedReader(ArrowReader source, ResultForm form, BufferAllocator allocator) {
    super(allocator);
    this.source = source;
    this.form = form;
  }

  /**
   * The rows of {@code source} in a form.
   *
   * @param source belongs to the caller, who does not read it any more
   */
  static ArrowReader of(ArrowReader source, ResultForm form) throws IOException {
    List<FieldVector> vectors = source.getVectorSchemaRoot().getFieldVectors();
    return form.isDefault() || vectors.isEmpty()
        ? source
        : new FormedReader(source, form, vectors.get(0).getAllocator());
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    VectorSchemaRoot target = getVectorSchemaRoot();
    if (!source.loadNextBatch()) {
      return false;
    }
    VectorSchemaRoot batch = source.getVectorSchemaRoot();
    for (int i = 0; i < batch.getFieldVectors().size(); i++) {
      FieldVector from = batch.getVector(i);
      write(from, target.getVector(i));
      from.clear();
    }
    target.setRowCount(batch.getRowCount());
    return true;
  }

  private void write(FieldVector from, FieldVector to) {
    Field field = from.getField();
    if (ValueType.sameValues(field, to.getField())) {
      from.makeTransferPair(to).transfer();
    } else if (from instanceof TimeStampVector times && to instanceof TimeStampMicroVector walls) {
      writeWallClocks(times, walls);
    } else if (to instanceof VarCharVector texts) {
      writeTexts(from, texts);
    } else {
      ArrowFieldNode node = new ArrowFieldNode(from.getValueCount(), from.getNullCount());
      to.loadFieldBuffers(node, from.getFieldBuffers());
      List<FieldVector> children = to.getChildrenFromFields();
      for (int i = 0; i < children.size(); i++) {
        write(from.getChildrenFromFields().get(i), children.get(i));
      }
      to.setValueCount(from.getValueCount());
    }
  }

  private void writeWallClocks(TimeStampVector from, TimeStampMicroVector to) {
    to.allocateNew(from.getValueCount());
    for (int row = 0; row < from.getValueCount(); row++) {
      if (from.isNull(row)) {
        to.setNull(row);
      } else {
        LocalDateTime wall = at(from.get(row)).toLocalDateTime();
        to.set(
            row,
            ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), wall));
      }
    }
    to.setValueCount(from.getValueCount());
  }

  private void writeTexts(FieldVector from, VarCharVector to) {
    to.allocateNew(from.getValueCount());
    for (int row = 0; row < from.getValueCount(); row++) {
      if (!from.isNull(row)) {
        String text =
            from instanceof TimeStampVector times
                ? TEXT.format(at(times.get(row)))
                : ValueJson.of(from, row);
        to.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    to.setValueCount(from.getValueCount());
  }

  private OffsetDateTime at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(form.zone()).toOffsetDateTime();
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  /** The source is closed by who opened it. */
  @Override
  protected void closeReadSource() {}

  @Override
  protected Schema readSchema() throws IOException {
    return form.schema(source.getVectorSchemaRoot().getSchema());
  }
}
