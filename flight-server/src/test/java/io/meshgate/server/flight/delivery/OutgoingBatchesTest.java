package io.meshgate.server.flight.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.ObjIntConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** The sizes of batches, whatever the shapes of rows. */
class OutgoingBatchesTest {

  private static final long MIB = 1L << 20;

  private static final Field ID = Field.notNullable("id", new ArrowType.Int(64, true));
  private static final Field TEXT = Field.nullable("text", new ArrowType.Utf8());

  @Test
  void startsSmallAndGoesOnLarge() throws Exception {
    Schema schema = new Schema(List.of(ID, TEXT));
    // 64 MiB in one batch: 65,536 rows of a KiB.
    List<Integer> rows =
        cut(schema, new int[] {65_536}, (root, row) -> text(root, row, 1024), 3 * MIB);
    assertThat(rows.get(0)).isLessThanOrEqualTo(1024);
    assertThat(rows.subList(1, rows.size() - 1))
        .allSatisfy(n -> assertThat(n).isBetween(1000, 2300));
  }

  @Test
  void cutsRowsOfUnequalSizes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("Batches of random rows, seed " + seed);
    Random random = new Random(seed);
    Schema schema = new Schema(List.of(ID, TEXT));
    // Most rows are small; some have two megabytes.
    cut(
        schema,
        new int[] {4000, 0, 1, 300},
        (root, row) -> text(root, row, random.nextInt(200) == 0 ? 2 << 20 : random.nextInt(500)),
        3 * MIB);
  }

  @Test
  void sendsAHugeRowAlone() throws Exception {
    Schema schema = new Schema(List.of(ID, TEXT));
    List<Integer> rows =
        cut(schema, new int[] {20}, (root, row) -> text(root, row, 5 << 20), 6 * MIB);
    assertThat(rows).containsOnly(1).hasSize(20);
  }

  @Test
  void cutsNestedValues() throws Exception {
    Field item = Field.nullable("item", new ArrowType.Utf8());
    Field list = new Field("list", FieldType.nullable(new ArrowType.List()), List.of(item));
    Field struct =
        new Field("struct", FieldType.nullable(new ArrowType.Struct()), List.of(TEXT, ID));
    Schema schema = new Schema(List.of(ID, list, struct));
    cut(
        schema,
        new int[] {3000, 5000},
        (root, row) -> {
          ListVector lists = (ListVector) root.getVector(1);
          int start = lists.startNewValue(row);
          int items = row % 5;
          for (int i = 0; i < items; i++) {
            ((VarCharVector) lists.getDataVector()).setSafe(start + i, bytes(row + i, 300));
          }
          lists.endValue(row, items);
          StructVector structs = (StructVector) root.getVector(2);
          structs.setIndexDefined(row);
          ((VarCharVector) structs.getChild("text")).setSafe(row, bytes(row, 700));
          ((BigIntVector) structs.getChild("id")).setSafe(row, row);
        },
        3 * MIB);
  }

  @Test
  void cutsManyColumns() throws Exception {
    List<Field> fields = new java.util.ArrayList<>(List.of(ID));
    for (int i = 0; i < 400; i++) {
      fields.add(Field.nullable("c" + i, new ArrowType.Int(64, true)));
    }
    cut(
        new Schema(fields),
        new int[] {16_384},
        (root, row) -> {
          for (int i = 1; i <= 400; i++) {
            ((BigIntVector) root.getVector(i)).setSafe(row, row * 31L + i);
          }
        },
        3 * MIB);
  }

  /** Cuts batches and compares every value; the rows of each that came out. */
  private static List<Integer> cut(
      Schema schema, int[] batches, ObjIntConsumer<VectorSchemaRoot> filler, long maximum)
      throws Exception {
    List<Integer> sizes = new java.util.ArrayList<>();
    List<Integer> expected = new java.util.ArrayList<>();
    List<Integer> seen = new java.util.ArrayList<>();
    try (BufferAllocator root = new RootAllocator();
        BufferAllocator source = root.newChildAllocator("source", 0, Long.MAX_VALUE);
        BufferAllocator wire = root.newChildAllocator("wire", 0, Long.MAX_VALUE);
        Batches reader = new Batches(source, schema, batches, filler, expected);
        OutgoingBatches outgoing = new OutgoingBatches(reader, schema, wire)) {
      while (outgoing.next()) {
        int rows = outgoing.root().getRowCount();
        long bytes =
            outgoing.root().getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
        assertThat(bytes).as("%d rows", rows).isLessThanOrEqualTo(maximum);
        sizes.add(rows);
        for (int row = 0; row < rows; row++) {
          int hash = 1;
          for (FieldVector vector : outgoing.root().getFieldVectors()) {
            hash = 31 * hash + java.util.Objects.hashCode(vector.getObject(row));
          }
          seen.add(hash);
        }
        outgoing.sent();
      }
      assertThat(outgoing.rows()).isEqualTo(seen.size());
    }
    assertThat(seen).isEqualTo(expected);
    return sizes;
  }

  private static void text(VectorSchemaRoot root, int row, int length) {
    if (row % 11 == 3) {
      ((VarCharVector) root.getVector(1)).setNull(row);
    } else {
      ((VarCharVector) root.getVector(1)).setSafe(row, bytes(row, length));
    }
  }

  private static byte[] bytes(int row, int length) {
    byte[] bytes = (row + "-" + "x".repeat(length)).getBytes(StandardCharsets.US_ASCII);
    return java.util.Arrays.copyOf(bytes, Math.max(1, length));
  }

  /** Batches of given numbers of rows, which keeps a hash of each row. */
  private static final class Batches extends ArrowReader {
    private final Schema schema;
    private final int[] batches;
    private final ObjIntConsumer<VectorSchemaRoot> filler;
    private final List<Integer> hashes;
    private int next;
    private long id;

    Batches(
        BufferAllocator allocator,
        Schema schema,
        int[] batches,
        ObjIntConsumer<VectorSchemaRoot> filler,
        List<Integer> hashes) {
      super(allocator);
      this.schema = schema;
      this.batches = batches;
      this.filler = filler;
      this.hashes = hashes;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (next == batches.length) {
        return false;
      }
      VectorSchemaRoot root = getVectorSchemaRoot();
      root.getFieldVectors().forEach(FieldVector::allocateNew);
      int rows = batches[next++];
      for (int row = 0; row < rows; row++) {
        ((BigIntVector) root.getVector(0)).setSafe(row, id++);
        filler.accept(root, row);
      }
      root.setRowCount(rows);
      for (int row = 0; row < rows; row++) {
        int hash = 1;
        for (FieldVector vector : root.getFieldVectors()) {
          hash = 31 * hash + java.util.Objects.hashCode(vector.getObject(row));
        }
        hashes.add(hash);
      }
      return true;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
