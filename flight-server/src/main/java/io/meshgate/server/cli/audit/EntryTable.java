package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.key.StatementKey;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.server.audit.record.JsonValues;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.verify.TrailQuery;
import io.meshgate.server.cli.output.OutputFormat;
import io.meshgate.server.cli.output.ResultWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Entries of a trail as rows, in the formats of query results. */
final class EntryTable {

  private static final int BATCH = 1000;
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              number("seq"),
              text("time"),
              text("type"),
              text("query"),
              text("user"),
              text("purpose"),
              text("tables"),
              text("effect"),
              text("state"),
              text("code"),
              number("rows"),
              text("statement"),
              text("parameters")));

  private final VectorSchemaRoot batch;
  private final Optional<StatementKey> key;

  private EntryTable(VectorSchemaRoot batch, Optional<StatementKey> key) {
    this.batch = batch;
    this.key = key;
  }

  private static Field text(String name) {
    return Field.nullable(name, ArrowType.Utf8.INSTANCE);
  }

  private static Field number(String name) {
    return Field.nullable(name, new ArrowType.Int(64, true));
  }

  /**
   * Writes entries.
   *
   * @param key decrypts statements; without it they are shown without their literals
   */
  static void write(
      List<TrailQuery.Entry> entries,
      Optional<StatementKey> key,
      OutputFormat format,
      OutputStream out)
      throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
        ResultWriter writer = format.open(batch, out)) {
      EntryTable table = new EntryTable(batch, key);
      for (int from = 0; from < entries.size(); from += BATCH) {
        List<TrailQuery.Entry> part = entries.subList(from, Math.min(from + BATCH, entries.size()));
        batch.clear();
        for (int row = 0; row < part.size(); row++) {
          table.row(row, part.get(row));
        }
        batch.setRowCount(part.size());
        writer.write(batch);
      }
    }
  }

  private void row(int row, TrailQuery.Entry entry) {
    TrailRecord record = entry.record();
    set(row, "seq", record.seq());
    set(row, "time", Optional.of(record.time().toString()));
    set(row, "type", Optional.of(record.type()));
    for (String name : List.of("query", "user", "purpose", "effect")) {
      set(row, name, record.text(name));
    }
    List<String> tables = TrailQuery.tables(record);
    set(
        row,
        "tables",
        tables.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", tables)));
    set(row, "state", entry.end().flatMap(end -> end.text("state")));
    set(row, "code", entry.error());
    entry
        .end()
        .map(end -> end.members().get("rows"))
        .ifPresent(rows -> set(row, "rows", ((Number) rows).longValue()));
    Map<String, Object> opened = opened(record);
    set(
        row,
        "statement",
        opened.get("sql") instanceof String sql ? Optional.of(sql) : record.text("sql"));
    if (opened.get("parameters") instanceof List<?> parameters && !parameters.isEmpty()) {
      set(
          row,
          "parameters",
          Optional.of(new String(CanonicalJson.bytes(parameters), StandardCharsets.UTF_8)));
    }
  }

  private Map<String, Object> opened(TrailRecord record) {
    if (key.isEmpty() || !(record.members().get("statement") instanceof Map<?, ?> sealed)) {
      return Map.of();
    }
    try {
      Optional<String> text = key.get().open(record.text("query").orElse(""), sealed);
      return text.isPresent()
          ? JsonValues.object(text.get().getBytes(StandardCharsets.UTF_8))
          : Map.of();
    } catch (IOException e) {
      // Of another version of the gateway: shown like one without a key.
      return Map.of();
    }
  }

  private void set(int row, String name, long value) {
    ((BigIntVector) batch.getVector(name)).setSafe(row, value);
  }

  private void set(int row, String name, Optional<String> value) {
    VarCharVector vector = (VarCharVector) batch.getVector(name);
    if (value.isPresent()) {
      vector.setSafe(row, value.get().getBytes(StandardCharsets.UTF_8));
    } else {
      vector.setNull(row);
    }
  }
}
