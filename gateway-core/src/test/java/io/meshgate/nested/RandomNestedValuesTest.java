package io.meshgate.nested;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.connector.testing.AllocatorExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Random nested types and values: through the gateway they are what DuckDB itself exports. */
class RandomNestedValuesTest {

  private static final int TABLES = 6;
  private static final int COLUMNS = 5;
  private static final int ROWS = 150;
  private static final List<String> SCALARS =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "INTEGER",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "DECIMAL(5,2)",
          "DECIMAL(38,10)",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final long seed = Long.getLong("meshgate.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void equalWhatDuckDbExports(@TempDir Path folder) throws Exception {
    System.out.println("seed " + seed + ": " + TABLES + " tables of random nested values");
    List<String> statements = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      tables.add("t" + i);
      fill("t" + i, statements);
    }
    try (NestedStore store = new NestedStore(memory.allocator(), folder, statements, tables)) {
      for (String table : tables) {
        List<List<@Nullable Object>> expected =
            store.direct("SELECT * FROM " + table + " ORDER BY id");
        String name = "seed " + seed + ", table " + table;
        assertThat(store.ask("SELECT * FROM d.p." + table + " ORDER BY id"))
            .as(name)
            .isEqualTo(expected);
        // Past the source: the engine copies, sorts and cuts what the source gave, in small
        // batches.
        assertThat(
                store.askInBatches(
                    "SELECT a.* FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id DESC) AS n FROM d.p."
                        + table
                        + ") AS a ORDER BY id",
                    7))
            .as(name + " through the residual")
            .isEqualTo(
                store.direct(
                    "SELECT *, row_number() OVER (ORDER BY id DESC) AS n FROM "
                        + table
                        + " ORDER BY id"));
      }
    }
  }

  private void fill(String table, List<String> statements) {
    List<String> types =
        IntStream.range(0, COLUMNS).mapToObj(i -> nested(1 + random.nextInt(3))).toList();
    statements.add(
        "CREATE TABLE "
            + table
            + " (id INTEGER, "
            + IntStream.range(0, COLUMNS)
                .mapToObj(i -> "c" + i + " " + types.get(i))
                .collect(Collectors.joining(", "))
            + ")");
    for (int row = 0; row < ROWS; row++) {
      statements.add(
          "INSERT INTO "
              + table
              + " VALUES ("
              + row
              + ", "
              + types.stream().map(this::value).collect(Collectors.joining(", "))
              + ")");
    }
  }

  private String nested(int depth) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> type(depth - 1) + "[]";
      case 2 ->
          IntStream.rangeClosed(0, random.nextInt(3))
              .mapToObj(i -> "\"f " + i + "\" " + type(depth - 1))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      default ->
          "MAP(" + (random.nextBoolean() ? "VARCHAR" : "INTEGER") + ", " + type(depth - 1) + ")";
    };
  }

  private String type(int depth) {
    return depth > 0 && random.nextInt(3) > 0
        ? nested(depth)
        : SCALARS.get(random.nextInt(SCALARS.size()));
  }

  /** A value as SQL, cast to its type so that NULL and empty lists have one. */
  private String value(String type) {
    if (random.nextInt(6) == 0) {
      return "CAST(NULL AS " + type + ")";
    }
    if (type.endsWith("[]")) {
      String element = type.substring(0, type.length() - 2);
      return values(random.nextInt(20) == 0 ? 300 : random.nextInt(4), element, type);
    }
    if (type.startsWith("STRUCT(")) {
      return parts(type.substring("STRUCT(".length(), type.length() - 1)).stream()
          .map(part -> part.split(" ", 3))
          .map(part -> "'" + (part[0] + " " + part[1]).replace("\"", "") + "': " + value(part[2]))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (type.startsWith("MAP(")) {
      List<String> parts = parts(type.substring("MAP(".length(), type.length() - 1));
      int size = random.nextInt(4);
      String keys =
          IntStream.range(0, size)
              .mapToObj(i -> parts.get(0).equals("VARCHAR") ? "'k" + i + "'" : "" + i)
              .collect(Collectors.joining(", ", "[", "]"));
      return "CAST(map("
          + keys
          + ", "
          + values(size, parts.get(1), parts.get(1) + "[]")
          + ") AS "
          + type
          + ")";
    }
    return scalar(type);
  }

  private String values(int count, String element, String type) {
    return IntStream.range(0, count)
        .mapToObj(i -> value(element))
        .collect(Collectors.joining(", ", "CAST([", "] AS " + type + ")"));
  }

  /** The parts of a type at its top level. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      depth += next == '(' ? 1 : next == ')' ? -1 : 0;
      if (next == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private String scalar(String type) {
    String text =
        switch (type) {
          case "BOOLEAN" -> String.valueOf(random.nextBoolean());
          case "TINYINT" -> "" + (byte) random.nextInt();
          case "INTEGER" -> "" + random.nextInt();
          case "BIGINT" -> "" + random.nextLong();
          case "FLOAT", "DOUBLE" ->
              random.nextInt(9) == 0 ? "NaN" : "" + random.nextInt(1000) / 8.0;
          case "DECIMAL(5,2)" -> "" + random.nextInt(99_999) / 100.0;
          case "DECIMAL(38,10)" -> random.nextLong() + ".0123456789";
          case "BLOB" -> "\\xFF\\x00a".substring(0, 4 * random.nextInt(3));
          case "DATE" -> "%04d-02-%02d".formatted(1 + random.nextInt(9999), 1 + random.nextInt(28));
          case "TIME" -> "23:%02d:59.%06d".formatted(random.nextInt(60), random.nextInt(1_000_000));
          case "TIMESTAMP" ->
              "%04d-12-31 23:59:59.%06d"
                  .formatted(1600 + random.nextInt(8000), random.nextInt(1_000_000));
          case "TIMESTAMP WITH TIME ZONE" ->
              "%04d-06-15 12:00:00.5+02".formatted(1600 + random.nextInt(8000));
          default ->
              List.of("", "x", "gr\u00fc\u00dfe \ud83e\udd89", " ", "it''s").get(random.nextInt(5));
        };
    return "CAST('" + text + "' AS " + type + ")";
  }
}
