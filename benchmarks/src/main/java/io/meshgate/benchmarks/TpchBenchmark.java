package io.meshgate.benchmarks;

import com.google.common.base.Splitter;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import io.meshgate.tpch.suite.BenchmarkQuery;
import io.meshgate.tpch.suite.BenchmarkTable;
import io.meshgate.tpch.suite.Reference;
import io.meshgate.tpch.suite.Spread;
import io.meshgate.tpch.suite.Stores;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Do the 22 queries of TPC-H over tables in PostgreSQL, MariaDB and Parquet give the right rows,
 * and how much longer do they take than in one DuckDB that has all the data in Parquet?
 *
 * <p>{@code java -Dscale=1 -Drounds=3 ... io.meshgate.benchmarks.TpchBenchmark}; see the module's
 * README. At scale factor 1 every result is also compared with the published answers.
 */
public final class TpchBenchmark {

  private static final String SPREADS = "sales_in_postgres,lines_in_parquet,lines_in_mariadb";
  private static final long GIB = 1L << 30;
  static final QueryLimits LIMITS =
      QueryLimits.DEFAULT
          .withMaxDuration(Duration.ofMinutes(10))
          .withMemory(GIB, 4 * GIB, 32 * GIB);

  private final Path folder;
  private final Settings settings;
  private final PrintStream out;

  /**
   * What is run.
   *
   * @param scale the scale factor
   * @param rounds measured rounds after the one that warms up
   * @param spreads which source has which table
   */
  record Settings(double scale, int rounds, List<Spread> spreads) {
    Settings {
      spreads = List.copyOf(spreads);
    }
  }

  TpchBenchmark(Path folder, Settings settings, PrintStream out) {
    this.folder = folder;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs at {@code -Dscale} (0.01 by default) for {@code -Drounds} (3) over {@code -Dspreads} in
   * {@code -Dfolder} (a temporary one); exits with 1 if a result is wrong.
   */
  public static void main(String[] arguments) throws Exception {
    List<Spread> spreads = new ArrayList<>();
    for (String name : Splitter.on(',').split(System.getProperty("spreads", SPREADS))) {
      spreads.add(Spread.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    String folder = System.getProperty("folder");
    boolean isRight =
        new TpchBenchmark(
                folder == null ? Files.createTempDirectory("meshgate-tpch") : Path.of(folder),
                new Settings(
                    Double.parseDouble(System.getProperty("scale", "0.01")),
                    Integer.getInteger("rounds", 3),
                    spreads),
                System.out)
            .run();
    System.exit(isRight ? 0 : 1);
  }

  /** Runs everything; whether all results are right. */
  boolean run() throws Exception {
    FetchCounter fetches = new FetchCounter();
    long begin = System.nanoTime();
    try (Stores stores = Stores.start(folder, settings.scale());
        Reference reference = stores.reference();
        BenchmarkMesh mesh = mesh(stores, fetches)) {
      out.printf(
          Locale.ROOT,
          "Scale factor %s, loaded in %d s; %d rounds%n",
          settings.scale(),
          Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
          settings.rounds());
      QueryComparison comparison = new QueryComparison(reference, mesh, fetches, settings.rounds());
      boolean isRight = true;
      for (Spread spread : settings.spreads()) {
        isRight &= run(spread, comparison);
      }
      return isRight;
    }
  }

  private boolean run(Spread spread, QueryComparison comparison) throws Exception {
    String name = spread.name().toLowerCase(Locale.ROOT);
    QuerySession session =
        new QuerySession(
            Principal.of("bench"), Optional.of(spread.schema()), ZoneId.of("UTC"), LIMITS);
    List<QueryComparison.Outcome> outcomes = new ArrayList<>();
    for (BenchmarkQuery query : BenchmarkQuery.all(settings.scale()).toList()) {
      Optional<PublishedAnswer> published =
          settings.scale() == 1 ? PublishedAnswer.of(query) : Optional.empty();
      QueryComparison.Outcome outcome = comparison.run(session, query, published);
      outcomes.add(outcome);
      out.println(name + " " + query.name() + " " + outcome.line());
    }
    List<QueryComparison.Outcome> timed = outcomes.stream().filter(o -> o.millis() > 0).toList();
    out.printf(
        Locale.ROOT,
        "%s, geometric means of %d queries: DuckDB %.1f ms, Meshgate %.1f ms, ratio %.2f%n",
        name,
        timed.size(),
        mean(timed.stream().map(QueryComparison.Outcome::referenceMillis).toList()),
        mean(timed.stream().map(QueryComparison.Outcome::millis).toList()),
        mean(timed.stream().map(QueryComparison.Outcome::ratio).toList()));
    return outcomes.stream().allMatch(outcome -> outcome.problem().isEmpty());
  }

  static double mean(List<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(0));
  }

  /** The stores' sources by name, which belong to the caller. */
  static Map<String, Connector> connectors(Stores stores, FetchCounter fetches) {
    Map<String, Connector> connectors = new LinkedHashMap<>();
    Stores.types()
        .forEach(
            (source, type) ->
                connectors.put(
                    source,
                    fetches.count(
                        source,
                        BenchmarkMesh.connect(
                            source, type, stores.options(source), stores.lake()))));
    return connectors;
  }

  private BenchmarkMesh mesh(Stores stores, FetchCounter fetches) {
    List<BenchmarkMesh.MeshTable> tables = new ArrayList<>();
    for (Spread spread : settings.spreads()) {
      for (BenchmarkTable table : BenchmarkTable.values()) {
        String source = spread.source(table);
        TableName remote = TableName.of(Stores.remoteName(source, table));
        tables.add(new BenchmarkMesh.MeshTable(spread.schema(), table.sqlName(), source, remote));
      }
    }
    return new BenchmarkMesh(connectors(stores, fetches), tables, folder);
  }
}
