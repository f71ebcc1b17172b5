package io.meshgate.benchmarks;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import io.meshgate.catalog.Catalog;
import io.meshgate.document.Problem;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import io.meshgate.tpch.suite.BenchmarkQuery;
import io.meshgate.tpch.suite.BenchmarkTable;
import io.meshgate.tpch.suite.Reference;
import io.meshgate.tpch.suite.RowDifference;
import io.meshgate.tpch.suite.Spread;
import io.meshgate.tpch.suite.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What do policies cost? The 22 queries of TPC-H over three stores, as an analyst asks them under
 * one open grant (the baseline), under many rules that are for others, and under rules that hide a
 * tenth of the rows of the large tables, mask columns and seal a table.
 *
 * <p>{@code java -Dscale=0.1 -Drounds=5 ... io.meshgate.benchmarks.PolicyBenchmark}; see the
 * module's README. All answers are compared with those of plain DuckDB, the last ones over a copy
 * of what the analyst sees.
 */
public final class PolicyBenchmark {

  private static final List<String> FILES =
      List.of(
          "open",
          "idle",
          "narrow",
          "narrow-lineitem",
          "narrow-orders",
          "narrow-customer",
          "narrow-part");
  private static final Spread SPREAD = Spread.SALES_IN_POSTGRES;

  private final Path folder;
  private final double scale;
  private final int rounds;
  private final PrintStream out;

  /** A set of policies over the same tables, as a product of its own. */
  enum Policies {
    OPEN,
    IDLE,
    NARROW;

    String product() {
      return "tpch." + label();
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    QuerySession session() {
      return new QuerySession(
          Principal.of("bench", "analyst"),
          Optional.of(product()),
          ZoneId.of("UTC"),
          TpchBenchmark.LIMITS);
    }
  }

  PolicyBenchmark(Path folder, double scale, int rounds, PrintStream out) {
    this.folder = folder;
    this.scale = scale;
    this.rounds = rounds;
    this.out = out;
  }

  /**
   * Runs at {@code -Dscale} (0.01 by default) for {@code -Drounds} (3) in a temporary folder; exits
   * with 1 if an answer is wrong.
   */
  public static void main(String[] arguments) throws Exception {
    boolean isRight =
        new PolicyBenchmark(
                Files.createTempDirectory("meshgate-policies"),
                Double.parseDouble(System.getProperty("scale", "0.01")),
                Integer.getInteger("rounds", 3),
                System.out)
            .run();
    System.exit(isRight ? 0 : 1);
  }

  /** Runs everything; whether all answers are right. */
  boolean run() throws Exception {
    FetchCounter fetches = new FetchCounter();
    try (Stores stores = Stores.start(folder, scale);
        Reference all = stores.reference();
        Reference visible = stores.reference();
        BenchmarkMesh mesh =
            new BenchmarkMesh(
                TpchBenchmark.connectors(stores, fetches), tables(), folder, this::policies)) {
      narrow(visible);
      Map<Policies, Reference> references =
          ImmutableMap.of(Policies.OPEN, all, Policies.IDLE, all, Policies.NARROW, visible);
      boolean isRight = true;
      Map<String, List<Double>> ratios = new LinkedHashMap<>();
      for (BenchmarkQuery query : BenchmarkQuery.all(scale).toList()) {
        for (Map.Entry<Policies, Reference> each : references.entrySet()) {
          isRight &= isRight(mesh, query, each.getKey(), each.getValue(), fetches);
        }
        times(mesh, query)
            .forEach(
                (name, ratio) -> ratios.computeIfAbsent(name, key -> new ArrayList<>()).add(ratio));
      }
      ratios.forEach(
          (name, values) ->
              out.printf(
                  Locale.ROOT,
                  "%s, geometric mean of %d ratios: %.2f%n",
                  name,
                  values.size(),
                  TpchBenchmark.mean(values)));
      return isRight;
    }
  }

  /** Runs a query by turns and prints its times; by policies, the ratio to the first. */
  private Map<String, Double> times(BenchmarkMesh mesh, BenchmarkQuery query) throws Exception {
    Rounds turns = new Rounds();
    for (Policies policies : Policies.values()) {
      turns.add(policies.label(), () -> mesh.ask(policies.session(), query.sql()).size());
    }
    Map<String, Double> medians = turns.medians(rounds);
    double base = medians.values().iterator().next();
    Map<String, Double> ratios = new LinkedHashMap<>();
    medians.forEach((name, millis) -> ratios.put(name, millis / base));
    out.println(
        medians.entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1f ms (%.2f)",
                        each.getKey(),
                        each.getValue(),
                        each.getValue() / base))
            .collect(Collectors.joining("; ", query.name() + " times: ", "")));
    return ratios;
  }

  private boolean isRight(
      BenchmarkMesh mesh,
      BenchmarkQuery query,
      Policies policies,
      Reference reference,
      FetchCounter fetches)
      throws SQLException, IOException {
    List<List<@Nullable Object>> expected = reference.ask(query.sql());
    fetches.take();
    List<List<@Nullable Object>> actual = mesh.ask(policies.session(), query.sql());
    FetchCounter.Fetched fetched = fetches.take();
    Optional<String> difference = RowDifference.first(expected, actual, query.keys());
    String amounts =
        fetched.bySource().entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%s %d rows %.2f MB",
                        each.getKey(),
                        each.getValue().rows(),
                        each.getValue().bytes() / 1e6))
            .collect(Collectors.joining(", "));
    out.printf(
        "%s %s: %d rows from %s  %s%n",
        query.name(),
        policies.label(),
        actual.size(),
        amounts,
        difference.map(text -> "DIFFERENT: " + text).orElse("ok"));
    return difference.isEmpty();
  }

  private static void narrow(Reference reference) throws SQLException, IOException {
    String script =
        Resources.toString(
            Resources.getResource(PolicyBenchmark.class, "visible.sql"), StandardCharsets.UTF_8);
    reference.execute(script);
    reference.execute("SET schema = 'visible'");
  }

  private static List<BenchmarkMesh.MeshTable> tables() {
    List<BenchmarkMesh.MeshTable> tables = new ArrayList<>();
    for (Policies policies : Policies.values()) {
      for (BenchmarkTable table : BenchmarkTable.values()) {
        String source = SPREAD.source(table);
        TableName remote = TableName.of(Stores.remoteName(source, table));
        List<String> tags = List.of(policies.label() + "-" + table.sqlName());
        tables.add(
            new BenchmarkMesh.MeshTable(policies.product(), table.sqlName(), source, remote, tags));
      }
    }
    return tables;
  }

  private AccessPolicies policies(Catalog catalog) {
    try {
      Path files = Files.createDirectory(folder.resolve("policies"));
      for (String name : FILES) {
        String file = name + ".policy.yaml";
        byte[] text =
            Resources.toByteArray(Resources.getResource(PolicyBenchmark.class, "policies/" + file));
        Files.write(files.resolve(file), text);
      }
      PolicyLoader.Result loaded =
          PolicyLoader.load(
              List.of(files), catalog, BenchmarkMesh.MASK_KEYS.keySet(), AccessPolicies.none());
      // Warnings say that some tables lack a column of a rule, which hides them from interns alone.
      List<Problem> errors =
          loaded.problems().stream()
              .filter(problem -> problem.severity() == Problem.Severity.ERROR)
              .toList();
      if (!errors.isEmpty()) {
        throw new IllegalStateException(errors.toString());
      }
      return loaded.policies();
    } catch (IOException e) {
      throw new UncheckedIOException("The policies cannot be copied", e);
    }
  }
}
