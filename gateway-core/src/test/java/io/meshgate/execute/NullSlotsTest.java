package io.meshgate.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.plan.QueryPlan;
import io.meshgate.session.QueryLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets of a NULL is its place and nothing more. */
class NullSlotsTest {

  // As long as the widest of the types.
  private static final byte[] SECRET = "secret of others".getBytes(StandardCharsets.ISO_8859_1);
  private static final ArrowType DECIMAL = new ArrowType.Decimal(38, 2, 128);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  static Stream<Arguments> vectors() {
    return Stream.of(
        vector(leaf(new ArrowType.Int(64, true)), NullSlotsTest::write),
        vector(leaf(DECIMAL), NullSlotsTest::write),
        vector(leaf(new ArrowType.Utf8()), NullSlotsTest::write),
        vector(leaf(new ArrowType.LargeUtf8()), NullSlotsTest::write),
        vector(
            nested(new ArrowType.List(), leaf(new ArrowType.Utf8())),
            (of, i) -> {
              ListVector list = (ListVector) of;
              int start = list.startNewValue(i);
              write(list.getDataVector(), start);
              write(list.getDataVector(), start + 1);
              list.endValue(i, 2);
            }),
        vector(
            nested(new ArrowType.FixedSizeList(2), leaf(DECIMAL)),
            (of, i) -> {
              FixedSizeListVector list = (FixedSizeListVector) of;
              list.setNotNull(i);
              write(list.getDataVector(), 2 * i);
              write(list.getDataVector(), 2 * i + 1);
            }),
        vector(
            nested(
                new ArrowType.Struct(),
                leaf(DECIMAL),
                nested(new ArrowType.Struct(), leaf(new ArrowType.Utf8()))),
            (of, i) -> {
              StructVector struct = (StructVector) of;
              StructVector inner = (StructVector) struct.getChildByOrdinal(1);
              struct.setIndexDefined(i);
              inner.setIndexDefined(i);
              write((FieldVector) struct.getChildByOrdinal(0), i);
              write((FieldVector) inner.getChildByOrdinal(0), i);
            }));
  }

  private static Arguments vector(Field field, ObjIntConsumer<FieldVector> writer) {
    return Arguments.of(field, writer);
  }

  private static Field leaf(ArrowType type) {
    return nested(type);
  }

  private static Field nested(ArrowType type, Field... children) {
    return new Field("v" + children.length, FieldType.nullable(type), List.of(children));
  }

  private static void write(Object vector, int index) {
    if (vector instanceof BigIntVector numbers) {
      numbers.setSafe(index, 0);
      numbers.getDataBuffer().setBytes((long) index * Long.BYTES, SECRET, 0, Long.BYTES);
    } else if (vector instanceof DecimalVector numbers) {
      numbers.setSafe(index, 0);
      numbers.getDataBuffer().setBytes((long) index * SECRET.length, SECRET);
    } else if (vector instanceof LargeVarCharVector texts) {
      texts.setSafe(index, SECRET);
    } else {
      ((VarCharVector) vector).setSafe(index, SECRET);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void holdNothing(Field field, ObjIntConsumer<FieldVector> writer) {
    try (FieldVector vector = field.createVector(memory.allocator());
        VectorSchemaRoot batch = VectorSchemaRoot.of(vector)) {
      vector.allocateNew();
      for (int i = 0; i < 5; i++) {
        writer.accept(vector, i);
      }
      batch.setRowCount(5);
      assertThat(times(vector)).isGreaterThanOrEqualTo(5);
      int each = times(vector) / 5;
      for (int i : new int[] {0, 2, 4}) {
        BitVectorHelper.unsetBit(vector.getValidityBuffer(), i);
      }
      List<?> before = ArrowRows.of(batch);
      NullSlots.clear(batch);
      assertThat(ArrowRows.of(batch)).isEqualTo(before);
      assertThat(times(vector)).as("places that hold it").isEqualTo(2 * each);
    }
  }

  /** How often the secret, or its beginning, stands in the buffers of a vector. */
  private static int times(FieldVector vector) {
    int times = 0;
    for (ArrowBuf buffer : vector.getFieldBuffers()) {
      byte[] bytes = new byte[(int) buffer.readableBytes()];
      buffer.getBytes(0, bytes);
      times += new String(bytes, StandardCharsets.ISO_8859_1).split("secret", -1).length - 1;
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      times += times(child);
    }
    return times;
  }

  @Test
  void holdNoBitEither() {
    try (BitVector bits = new BitVector("b", memory.allocator());
        NullVector nothing = new NullVector("n", 3);
        VectorSchemaRoot batch = VectorSchemaRoot.of(bits, nothing)) {
      bits.allocateNew(3);
      bits.setToOne(0);
      bits.setToOne(1);
      bits.setNull(2);
      bits.getDataBuffer().setByte(0, 0xFF);
      batch.setRowCount(3);
      NullSlots.clear(batch);
      assertThat(bits.getDataBuffer().getByte(0)).isEqualTo((byte) 0b011);
      assertThat(bits.get(1)).isEqualTo(1);
      assertThat(bits.isNull(2)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofAResultHoldNothing(boolean residual, @TempDir Path spill) throws Exception {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    LongStream.range(0, 3000)
        .forEach(i -> rows.add(Collections.singletonList(i % 2 == 0 ? i : null)));
    FakeConnector source = FakeConnector.builder().table(Plans.TABLE, Plans.ID, rows).build();
    QueryPlan plan = residual ? Plans.residual("SELECT id FROM input_0", "a") : Plans.fetch("a");
    try (PlanExecutor executor =
            new PlanExecutor(memory.allocator(), Map.of("a", source), spill, 1);
        QueryResult result = executor.execute(Plans.begun(QueryLimits.DEFAULT), plan)) {
      assertThat(result.reader().loadNextBatch()).isTrue();
      BigIntVector ids = (BigIntVector) result.reader().getVectorSchemaRoot().getVector(0);
      assertThat(ids.getNullCount()).isEqualTo(1500);
      for (int i = 0; i < ids.getValueCount(); i++) {
        assertThat(ids.getDataBuffer().getLong((long) i * Long.BYTES))
            .isEqualTo(i % 2 == 0 ? i : 0);
      }
    }
  }
}
