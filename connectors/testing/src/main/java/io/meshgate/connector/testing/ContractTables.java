package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables on which stores and the suite agree. */
final class ContractTables {

  static final int MANY = 20_000;

  private final ContractTable everyType;
  private final ContractTable empty;
  private final ContractTable grid;

  ContractTables(Set<TypeKind> kinds) {
    List<ContractColumn> columns = new ArrayList<>();
    columns.add(ContractColumn.notNull("id", Kinds.integer(64)));
    columns.add(ContractColumn.nullable("small", Kinds.integer(16)));
    columns.add(ContractColumn.nullable("medium", Kinds.integer(32)));
    List<TypeKind> ordered = kinds.stream().sorted().toList();
    for (TypeKind kind : ordered) {
      String name = "a_" + kind.name().toLowerCase(Locale.ROOT);
      columns.add(ContractColumn.nullable(name, Kinds.sampleType(kind)));
    }
    everyType = new ContractTable("every_type", columns, everyTypeRows(ordered));
    empty = new ContractTable("empty_table", columns, List.of());
    grid = Samples.grid(kinds);
  }

  /** One column a type, a row a sample. */
  ContractTable everyType() {
    return everyType;
  }

  /** The same columns without rows. */
  ContractTable empty() {
    return empty;
  }

  /** Operands for functions. */
  ContractTable grid() {
    return grid;
  }

  /** {@value #MANY} rows of an {@code id} and a {@code label}. */
  static ContractTable many() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (long id = 0; id < MANY; id++) {
      rows.add(row(id, "label " + id));
    }
    return new ContractTable(
        "many_rows",
        List.of(
            ContractColumn.notNull("id", Kinds.integer(64)),
            ContractColumn.nullable("label", Kinds.sampleType(TypeKind.TEXT))),
        rows);
  }

  /** The left side of joins: repeated keys, keys that differ in case and padding, NULLs. */
  static ContractTable left() {
    return keyed(
        "left_rows",
        row("a", 1L),
        row("a", 2L),
        row("A", 3L),
        row("a ", 4L),
        row("\u00e4", 5L),
        row("", 6L),
        row(null, 7L),
        row(null, null),
        row("b", null),
        row("b", 1L));
  }

  /** The right side of joins. */
  static ContractTable right() {
    return keyed(
        "right_rows",
        row("a", 10L),
        row("A", 20L),
        row("\u00e4", 30L),
        row("\u00e4", 31L),
        row(null, 40L),
        row("z", 50L),
        row("b", 1L),
        row("", null));
  }

  private static ContractTable keyed(String name, List<List<@Nullable Object>> rows) {
    return new ContractTable(
        name,
        List.of(
            ContractColumn.nullable("k", Kinds.sampleType(TypeKind.TEXT)),
            ContractColumn.nullable("n", Kinds.integer(64))),
        rows);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only copied into a list.
  private static ContractTable keyed(String name, List<@Nullable Object>... rows) {
    return keyed(name, Arrays.asList(rows));
  }

  List<ContractTable> all() {
    return List.of(everyType, empty, grid, many(), left(), right());
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  private static List<List<@Nullable Object>> everyTypeRows(List<TypeKind> kinds) {
    int most = kinds.stream().mapToInt(kind -> Samples.of(kind).size()).max().orElse(0);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add((long) i);
      row.add(i % 3 == 0 ? null : (Object) (short) (Short.MIN_VALUE + i));
      row.add(i % 4 == 0 ? null : (Object) (Integer.MAX_VALUE - i));
      for (TypeKind kind : kinds) {
        List<@Nullable Object> samples = Samples.of(kind);
        row.add(samples.get(i % samples.size()));
      }
      rows.add(row);
    }
    return rows;
  }
}
