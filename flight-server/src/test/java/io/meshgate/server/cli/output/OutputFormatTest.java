package io.meshgate.server.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputFormatTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closesEveryBuffer() {
    allocator.close();
  }

  @Test
  void tableAlignsNumbersAtTheRightAndSpellsOutNull() throws IOException {
    assertThat(written(OutputFormat.TABLE))
        .isEqualTo(
            """
            name        flights  rate     ratio  day         hour                 late   raw
            ----------  -------  ----  --------  ----------  -------------------  -----  ------
            United Air    58665  1.50       0.1  2013-01-31  2013-02-01 04:05:06  true   \\x00ff
            NULL           NULL  NULL      NULL  NULL        NULL                 NULL   NULL
            a,"b"\\nc         -7  0.00  Infinity  1969-12-31  1969-12-31 23:59:59  false  \\x
            """);
  }

  @Test
  void tableSpellsOutControlCharactersSoThatValuesCannotMoveTheCursor() throws IOException {
    try (VarCharVector text = new VarCharVector("t", allocator)) {
      text.setSafe(0, "\u001b[2Jx".getBytes(StandardCharsets.UTF_8));
      text.setValueCount(1);
      try (VectorSchemaRoot batch = new VectorSchemaRoot(List.of(text))) {
        assertThat(written(OutputFormat.TABLE, batch)).isEqualTo("t\n----------\n\\u001b[2Jx\n");
      }
    }
  }

  @Test
  void tableWithoutRowsKeepsItsHeader() throws IOException {
    try (VectorSchemaRoot batch = batch()) {
      batch.setRowCount(0);
      assertThat(written(OutputFormat.TABLE, batch).lines()).hasSize(2);
    }
  }

  @Test
  void csvFollowsRfc4180AndTellsNullFromEmptyText() throws IOException {
    assertThat(written(OutputFormat.CSV))
        .isEqualTo(
            """
            name,flights,rate,ratio,day,hour,late,raw\r
            United Air,58665,1.50,0.1,2013-01-31,2013-02-01 04:05:06,true,\\x00ff\r
            ,,,,,,,\r
            "a,""b""
            c",-7,0.00,Infinity,1969-12-31,1969-12-31 23:59:59,false,\\x\r
            """);
    try (VarCharVector text = new VarCharVector("t", allocator)) {
      text.setSafe(0, new byte[0]);
      text.setValueCount(2);
      try (VectorSchemaRoot batch = new VectorSchemaRoot(List.of(text))) {
        assertThat(written(OutputFormat.CSV, batch)).isEqualTo("t\r\n\"\"\r\n\r\n");
      }
    }
  }

  @Test
  void jsonKeepsNumbersExactAndWritesAnObjectPerLine() throws IOException {
    assertThat(written(OutputFormat.JSON))
        .isEqualTo(
            """
            [
            {"name":"United Air","flights":58665,"rate":1.50,"ratio":0.1,"day":"2013-01-31",\
            "hour":"2013-02-01 04:05:06","late":true,"raw":"\\\\x00ff"},
            {"name":null,"flights":null,"rate":null,"ratio":null,"day":null,\
            "hour":null,"late":null,"raw":null},
            {"name":"a,\\"b\\"\\nc","flights":-7,"rate":0.00,"ratio":"Infinity","day":"1969-12-31",\
            "hour":"1969-12-31 23:59:59","late":false,"raw":"\\\\x"}
            ]
            """);
  }

  @Test
  void ndjsonHasNoArrayAroundItsObjects() throws IOException {
    List<String> lines = written(OutputFormat.NDJSON).lines().toList();
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  @Test
  void jsonWithoutRowsIsAnEmptyArrayAndNdjsonIsNothing() throws IOException {
    try (VectorSchemaRoot batch = batch()) {
      batch.setRowCount(0);
      assertThat(written(OutputFormat.JSON, batch)).isEqualTo("[]\n");
      assertThat(written(OutputFormat.NDJSON, batch)).isEmpty();
    }
  }

  @Test
  void arrowStreamReadsBackWithItsSchemaAndRows() throws IOException {
    try (VectorSchemaRoot batch = batch();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      try (ResultWriter writer = OutputFormat.ARROW.open(batch, bytes)) {
        writer.write(batch);
      }
      try (ArrowStreamReader reader =
          new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator)) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(reader.getVectorSchemaRoot().equals(batch)).isTrue();
        assertThat(reader.loadNextBatch()).isFalse();
      }
    }
  }

  private String written(OutputFormat format) throws IOException {
    try (VectorSchemaRoot batch = batch()) {
      return written(format, batch);
    }
  }

  private static String written(OutputFormat format, VectorSchemaRoot batch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ResultWriter writer = format.open(batch, bytes)) {
      writer.write(batch);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Three rows: plain values, NULLs, awkward values. */
  private VectorSchemaRoot batch() {
    VarCharVector name = new VarCharVector("name", allocator);
    name.setSafe(0, "United Air".getBytes(StandardCharsets.UTF_8));
    name.setSafe(2, "a,\"b\"\nc".getBytes(StandardCharsets.UTF_8));
    BigIntVector flights = new BigIntVector("flights", allocator);
    flights.setSafe(0, 58_665);
    flights.setSafe(2, -7);
    DecimalVector rate = new DecimalVector("rate", allocator, 10, 2);
    rate.setSafe(0, new BigDecimal("1.50"));
    rate.setSafe(2, new BigDecimal("0.00"));
    Float8Vector ratio = new Float8Vector("ratio", allocator);
    ratio.setSafe(0, 0.1);
    ratio.setSafe(2, Double.POSITIVE_INFINITY);
    DateDayVector day = new DateDayVector("day", allocator);
    day.setSafe(0, (int) LocalDate.of(2013, 1, 31).toEpochDay());
    day.setSafe(2, -1);
    TimeStampMicroVector hour = new TimeStampMicroVector("hour", allocator);
    LocalDateTime time = LocalDateTime.of(2013, 2, 1, 4, 5, 6);
    hour.setSafe(0, time.toEpochSecond(ZoneOffset.UTC) * 1_000_000);
    hour.setSafe(2, -1_000_000);
    BitVector late = new BitVector("late", allocator);
    late.setSafe(0, 1);
    late.setSafe(2, 0);
    VarBinaryVector raw = new VarBinaryVector("raw", allocator);
    raw.setSafe(0, new byte[] {0, (byte) 0xff});
    raw.setSafe(2, new byte[0]);
    VectorSchemaRoot batch =
        new VectorSchemaRoot(List.of(name, flights, rate, ratio, day, hour, late, raw));
    batch.setRowCount(3);
    return batch;
  }
}
