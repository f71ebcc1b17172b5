package io.meshgate.benchmarks;

import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.plan.PreparedQuery;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.system.SystemTables;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long does the policy step of a query take, and does it grow with the products that the query
 * does not name? Each product has fifty rules; the principal has twenty groups.
 *
 * <p>{@code java ... io.meshgate.benchmarks.PolicyStepBenchmark}; see the module's README. The
 * baseline is the same with ten products. First it prints how long 1,000 products' policies take to
 * load, and what heap they hold.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PolicyStepBenchmark {

  @Param({"10", "1000"})
  int products;

  private Catalog catalog = new Catalog("mesh", 1, List.of());
  private AccessPolicies policies = AccessPolicies.none();
  private List<DataProduct> ten = List.of();
  private Principal known = PolicyMesh.principal(0);
  private long principals;
  private String one = "";
  private String join = "";

  /** Loads the policies. */
  @Setup
  public void load() throws IOException {
    PolicyMesh mesh = PolicyMesh.write(Files.createTempDirectory("meshgate-step"), products);
    catalog = mesh.catalog();
    policies = mesh.load();
    ten = catalog.products().subList(0, 10);
    one = "SELECT id, text1 FROM " + PolicyMesh.table(5);
    StringBuilder sql = new StringBuilder("SELECT t0.id FROM " + PolicyMesh.table(0) + " AS t0");
    for (int i = 1; i < 10; i++) {
      sql.append(" JOIN %s AS t%d ON t%d.id = t0.id".formatted(PolicyMesh.table(i), i, i));
    }
    join = sql.toString();
  }

  /** Somebody who has not asked before. */
  private Principal stranger() {
    return PolicyMesh.principal(++principals);
  }

  private int decide(Principal principal, List<DataProduct> asked) {
    int allowed = 0;
    for (DataProduct product : asked) {
      Decision decision = policies.decide(principal, product, product.tables().get(0));
      allowed += decision instanceof Decision.Allowed ? 1 : 0;
    }
    return allowed;
  }

  /** One table, first time. */
  @Benchmark
  public int decideOneTable() {
    return decide(stranger(), ten.subList(5, 6));
  }

  /** Ten tables, first time. */
  @Benchmark
  public int decideTenTables() {
    return decide(stranger(), ten);
  }

  /** Ten tables, as often before. */
  @Benchmark
  public int decideTenTablesAgain() {
    return decide(known, ten);
  }

  /** All tables, first time. */
  @Benchmark
  public List<VisibleTable> listAll() {
    return new VisibleCatalog(catalog, policies, stranger()).tables();
  }

  /** All tables, as often before. */
  @Benchmark
  public List<VisibleTable> listAllAgain() {
    return new VisibleCatalog(catalog, policies, known).tables();
  }

  /** Names, types and rights of a query over one table. */
  @Benchmark
  public PreparedQuery prepareOneTable() {
    return prepare(one);
  }

  /** Names, types and rights of a join of ten tables. */
  @Benchmark
  public PreparedQuery prepareTenTables() {
    return prepare(join);
  }

  private PreparedQuery prepare(String sql) {
    QueryPlanner planner =
        new QueryPlanner(catalog, policies, SystemTables.with(List.of()), Map.of(), Map.of());
    return planner.prepare(QuerySession.of(known), sql, new Accesses());
  }

  /** Loads 1,000 products' policies, prints time and heap, and runs all of the above. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    loading(1000, System.out);
    new Runner(
            new OptionsBuilder()
                .include(PolicyStepBenchmark.class.getName() + "\\..*")
                .forks(1)
                .warmupIterations(3)
                .measurementIterations(5)
                .warmupTime(TimeValue.seconds(2))
                .measurementTime(TimeValue.seconds(2))
                .build())
        .run();
  }

  /** Prints what it takes to load the policies of so many products. */
  static void loading(int products, PrintStream out) throws IOException {
    Path folder = Files.createTempDirectory("meshgate-step");
    PolicyMesh mesh = PolicyMesh.write(folder, products);
    long before = heap();
    for (int round = 0; round < 3; round++) {
      long begin = System.nanoTime();
      AccessPolicies loaded = mesh.load();
      double millis = (System.nanoTime() - begin) / 1e6;
      try {
        out.printf(
            Locale.ROOT,
            "%d rules for %d products: loaded in %.0f ms, %.1f MiB of heap%n",
            products * PolicyMesh.RULES,
            products,
            millis,
            (heap() - before) / (double) (1 << 20));
      } finally {
        Reference.reachabilityFence(loaded);
      }
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
