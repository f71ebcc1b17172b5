package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Tables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of a round. Rows are lists of values in the order of its fields.
 *
 * @param source {@code pg}, {@code maria} or {@code duck}
 * @param name its name in the mesh and in the store
 * @param rows how many rows it has before any are hidden
 */
record RandomTable(String source, String name, List<Field> fields, int rows) {

  private static final int POOL = 9;

  // Names that have to be quoted, that mean something, and that two tables share.
  private static final List<String> NAMES =
      List.of(
          "k",
          "n",
          "region",
          "Amount",
          "order",
          "größe",
          "first name",
          "x1",
          "user",
          "value",
          "code",
          "select",
          "n_o",
          "date",
          "rowid",
          "Group",
          "is_open",
          "t0");

  RandomTable {
    fields = List.copyOf(fields);
  }

  /** Two tables at each kind of store. */
  static List<RandomTable> all(Random random) {
    List<RandomTable> tables = new ArrayList<>();
    List<String> names =
        new ArrayList<>(List.of("items", "people", "facts", "orders", "events", "dims"));
    Collections.shuffle(names, random);
    for (int i = 0; i < names.size(); i++) {
      tables.add(random(List.of("pg", "maria", "duck").get(i % 3), names.get(i), random));
    }
    return tables;
  }

  private static RandomTable random(String source, String name, Random random) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    List<Domain> domains = new ArrayList<>(List.of(Domain.values()));
    domains.remove(Domain.ID);
    // Some kinds twice and some not at all.
    for (int i = 0; i < 3; i++) {
      domains.add(domains.get(1 + random.nextInt(domains.size() - 1)));
    }
    Collections.shuffle(domains.subList(1, domains.size()), random);
    List<List<@Nullable Object>> values = Tables.rows(POOL, random);
    // Then expressions that can fail do so at hidden rows and nowhere else.
    boolean harmless = random.nextBoolean();
    List<Field> fields = new ArrayList<>();
    fields.add(
        new Field("id", Domain.ID, type(Domain.ID, source, random), List.of(2, 3, 5, 8, 13, 21)));
    int count = 7 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Domain domain = domains.get(i);
      List<Object> pool = harmless ? harmless(domain, random) : pool(domain, values, random);
      fields.add(new Field(names.get(i), domain, type(domain, source, random), pool));
    }
    int rows = random.nextInt(10) == 0 ? random.nextInt(2) : 20 + random.nextInt(41);
    return new RandomTable(source, name, fields, rows);
  }

  private static String type(Domain domain, String source, Random random) {
    List<String> types = domain.types(source);
    return types.get(random.nextInt(types.size()));
  }

  private static List<Object> pool(
      Domain domain, List<List<@Nullable Object>> values, Random random) {
    List<Object> pool = new ArrayList<>();
    for (List<@Nullable Object> row : values) {
      @Nullable Object value = row.get(domain.column());
      if (value != null && !pool.contains(value)) {
        pool.add(value);
      }
    }
    return pool.isEmpty() ? harmless(domain, random) : pool;
  }

  private static List<Object> harmless(Domain domain, Random random) {
    return Stream.generate(() -> Cells.harmless(domain, random)).limit(POOL).distinct().toList();
  }

  /** Rows that anybody might have. */
  List<List<@Nullable Object>> randomRows(Random random) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (int id = 1; id <= rows; id++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(id);
      for (Field field : fields.subList(1, fields.size())) {
        row.add(
            random.nextInt(7) == 0 ? null : field.pool().get(random.nextInt(field.pool().size())));
      }
      all.add(row);
    }
    return all;
  }

  /** The product's name, of which there is one a table. */
  String product() {
    return "shop." + name;
  }

  /** The name in DuckDB alone. */
  String reference() {
    return source + "_" + name;
  }

  /** The positions of all fields. */
  List<Integer> ordinals() {
    return IntStream.range(0, fields.size()).boxed().toList();
  }

  /** Names and types of the columns, as the store writes them. */
  List<String> definitions() {
    String quote = source.equals("maria") ? "`" : "\"";
    return fields.stream().map(f -> quote + f.name() + quote + " " + f.type()).toList();
  }

  /** The same for DuckDB, where small types would overflow. */
  List<String> referenceDefinitions() {
    return fields.stream().map(f -> f.quoted() + " " + f.domain().types("duck").get(0)).toList();
  }
}
