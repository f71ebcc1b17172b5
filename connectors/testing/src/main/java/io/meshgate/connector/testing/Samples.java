package io.meshgate.connector.testing;

import static io.meshgate.connector.testing.ArrowRows.decimal;

import io.meshgate.spi.TypeKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values at which engines are known to differ, and a table that pairs them. */
final class Samples {

  static final int SLOTS = 3;

  private Samples() {}

  static List<@Nullable Object> of(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> list(null, true, false);
      case INTEGER ->
          list(null, 0L, 1L, -1L, 2L, 3L, 7L, -7L, 1_000_000_007L, Long.MAX_VALUE, Long.MIN_VALUE);
      case DECIMAL -> decimals();
      case REAL -> list(null, 0f, 1.5f, -2.25f, 1024f, 0.1f);
      case DOUBLE -> list(null, 0d, 1.5d, -2.25d, 1e10d, 0.1d, -7d, 3d);
      case TEXT -> texts();
      case BINARY -> binaries();
      case DATE -> dates();
      case TIME ->
          list(
              null,
              LocalTime.MIDNIGHT,
              LocalTime.of(12, 34, 56),
              LocalTime.of(23, 59, 59, 999_999_000));
      case TIMESTAMP -> timestamps();
      case TIMESTAMP_TZ ->
          list(
              null,
              Instant.parse("1970-01-02T00:00:00Z"),
              Instant.parse("2000-02-29T23:59:59.999999Z"),
              Instant.parse("2024-03-31T01:30:00Z"));
      case OTHER -> throw new IllegalArgumentException("There are no samples of OTHER");
    };
  }

  private static List<@Nullable Object> decimals() {
    return list(
        null,
        decimal("0.00"),
        decimal("0.01"),
        decimal("-0.01"),
        decimal("1.00"),
        decimal("2.50"),
        decimal("-2.50"),
        decimal("3.00"),
        decimal("9999999999.99"));
  }

  /** Full-width and supplementary characters: UTF-16 orders those two the other way round. */
  private static List<@Nullable Object> texts() {
    return list(
        null,
        "",
        " ",
        "a",
        "A",
        "a ",
        " a",
        "ab",
        "aB",
        "b",
        "\u00e4pfel",
        "a\u0308pfel",
        "Stra\u00dfe",
        "strasse",
        "\u65e5\u672c\u8a9e",
        "\uff5e",
        "\ud83d\ude00x",
        "a%b",
        "a_",
        "%",
        "%b",
        "a\\b",
        "it's \"q\"",
        "10",
        "9");
  }

  private static List<@Nullable Object> binaries() {
    return list(
        null,
        ByteBuffer.wrap(new byte[0]),
        ByteBuffer.wrap(new byte[] {0}),
        ByteBuffer.wrap(new byte[] {0, 1}),
        ByteBuffer.wrap(new byte[] {(byte) 0xff, 0x27, 0x5c}));
  }

  private static List<@Nullable Object> dates() {
    return list(
        null,
        LocalDate.of(1969, 12, 31),
        LocalDate.of(1970, 1, 1),
        LocalDate.of(2000, 2, 29),
        LocalDate.of(2024, 7, 4),
        LocalDate.of(9999, 12, 31));
  }

  private static List<@Nullable Object> timestamps() {
    return list(
        null,
        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000),
        LocalDateTime.of(1970, 1, 1, 0, 0),
        LocalDateTime.of(2000, 2, 29, 23, 59, 59, 999_999_000),
        LocalDateTime.of(2024, 7, 4, 12, 30, 15, 123_456_000));
  }

  private static List<@Nullable Object> list(@Nullable Object... values) {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** The column that holds samples of {@code kind} for the operand at {@code slot}. */
  static String column(TypeKind kind, int slot) {
    return kind.name().toLowerCase(Locale.ROOT) + "_" + slot;
  }

  /** A table with {@value #SLOTS} columns a family, in which every pair of two samples meets. */
  static ContractTable grid(Set<TypeKind> kinds) {
    List<ContractColumn> columns = new ArrayList<>();
    columns.add(ContractColumn.notNull("id", Kinds.integer(64)));
    int most = 0;
    List<TypeKind> ordered = kinds.stream().sorted().toList();
    for (TypeKind kind : ordered) {
      most = Math.max(most, of(kind).size());
      for (int slot = 0; slot < SLOTS; slot++) {
        columns.add(ContractColumn.nullable(column(kind, slot), Kinds.sampleType(kind)));
      }
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (int j = 0; j < most; j++) {
        rows.add(gridRow(ordered, rows.size(), i, j));
      }
    }
    return new ContractTable("samples", columns, rows);
  }

  private static List<@Nullable Object> gridRow(List<TypeKind> kinds, long id, int i, int j) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(id);
    for (TypeKind kind : kinds) {
      List<@Nullable Object> samples = of(kind);
      row.add(samples.get(i % samples.size()));
      row.add(samples.get(j % samples.size()));
      row.add(samples.get((3 * i + 5 * j + i * j) % samples.size()));
    }
    return row;
  }
}
