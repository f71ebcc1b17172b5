package io.meshgate.plan;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.access.NamedTables;
import io.meshgate.plan.access.PlannedTables;
import io.meshgate.plan.group.GroupLimits;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.WholeAnswer;
import io.meshgate.plan.render.MaskRenderer;
import io.meshgate.plan.types.NestedValues;
import io.meshgate.plan.types.TypeNames;
import io.meshgate.plan.verify.PlanVerifier;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.policy.guard.PolicyRewriter;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.system.SystemTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans queries over one snapshot of the catalog and of the policies. Immutable; safe for use by
 * many threads.
 */
public final class QueryPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(QueryPlanner.class);

  private final Catalog catalog;
  private final AccessPolicy policy;
  private final SystemTables system;
  private final QueryParser parser = new QueryParser();
  // Of derived products, to look for names in. The resolver changes trees, and has its own.
  private final Map<String, SqlNode> bodies;
  private final NamedTables named;
  private final Optimizer optimizer;
  private final QuerySplitter splitter;
  private final PlanVerifier verifier;

  /**
   * @param catalog what can be asked
   * @param policy what may be seen
   * @param system the gateway's own tables
   * @param sources what each source can run, by the source's name
   * @param maskKeys key material of hash masks by key id
   */
  public QueryPlanner(
      Catalog catalog,
      AccessPolicy policy,
      SystemTables system,
      Map<String, Capabilities> sources,
      Map<String, byte[]> maskKeys) {
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.system = Objects.requireNonNull(system, "system");
    this.bodies = new ConcurrentHashMap<>();
    this.named = new NamedTables(catalog, policy, this::body);
    ImmutableMap.Builder<String, Placement> placements = ImmutableMap.builder();
    sources.forEach(
        (name, capabilities) -> {
          if (capabilities.sql().isPresent()) {
            placements.put(name, Placement.source(name, capabilities));
          }
        });
    this.verifier = new PlanVerifier(policy, named);
    this.optimizer = new Optimizer(placements.buildOrThrow());
    this.splitter = new QuerySplitter(placements.buildOrThrow(), new MaskRenderer(maskKeys));
  }

  /** A planner for one query, with the decisions that hold during it. */
  private QueryPlanner(QueryPlanner shared, AccessPolicy decisions) {
    this.catalog = shared.catalog;
    this.policy = decisions;
    this.system = shared.system;
    this.bodies = shared.bodies;
    this.named = new NamedTables(catalog, decisions, this::body);
    this.verifier = new PlanVerifier(decisions, named);
    this.optimizer = shared.optimizer;
    this.splitter = shared.splitter;
  }

  private SqlNode body(String sql) {
    return bodies.computeIfAbsent(sql, parser::parse);
  }

  /** What a statement says before anybody's rights count: a tree, or in its place a SHOW. */
  private record Statement(Optional<ShowStatement> show, Optional<SqlNode> tree) {}

  private Statement read(String sql) {
    Optional<ShowStatement> show = ShowStatement.parse(sql);
    return new Statement(
        show, show.isPresent() ? Optional.empty() : Optional.of(parser.parse(sql)));
  }

  private QueryPlanner during(QuerySession session, Statement statement) {
    ImmutableSet<ProductTable> tables =
        statement.tree().map(tree -> tables(session, tree)).orElse(ImmutableSet.of());
    AccessPolicy decisions = policy.during(session.principal(), catalog, tables);
    return decisions == policy ? this : new QueryPlanner(this, decisions);
  }

  private ImmutableSet<ProductTable> tables(QuerySession session, SqlNode statement) {
    return supported(() -> named.of(session, statement));
  }

  /** The catalog as the session's principal sees it. */
  public VisibleCatalog visible(QuerySession session) {
    return new VisibleCatalog(
        catalog,
        policy.during(session.principal(), catalog, ImmutableSet.of()),
        session.principal());
  }

  /**
   * Settles names and types without choosing how to run the query.
   *
   * @param accesses is told of the tables that the statement names, also if it is not valid
   * @throws QueryException if the statement is not valid for this principal
   */
  public PreparedQuery prepare(QuerySession session, String sql, Accesses accesses) {
    Statement statement = read(sql);
    return during(session, statement).prepareNow(session, statement, accesses);
  }

  private PreparedQuery prepareNow(QuerySession session, Statement statement, Accesses accesses) {
    SqlNode parsed = tree(session, statement, accesses);
    boolean explain = parsed instanceof SqlExplain;
    Resolved resolved = resolve(session, parsed);
    if (resolved.parameters().isEmpty()) {
      RelNode guarded = new PolicyRewriter(policy).rewrite(resolved.rel(), session.principal());
      requireWhole(session, guarded);
      requireGroups(guarded);
    }
    Schema result = explain ? PlanText.SCHEMA : resultSchema(resolved);
    return new PreparedQuery(result, Parameters.schema(resolved.parameters()));
  }

  /**
   * The product tables that a statement reads, in the order in which they are found, with those
   * that derived products read; for tools, since nothing is hidden from it.
   *
   * @param session the schema in which names are looked up
   * @throws QueryException if the statement is not valid
   */
  public static List<VisibleTable> tables(Catalog catalog, QuerySession session, String sql) {
    QueryPlanner planner =
        new QueryPlanner(
            catalog,
            (principal, product, table) -> everything(table),
            SystemTables.with(List.of()),
            Map.of(),
            Map.of());
    SqlNode parsed = planner.parsed(session, sql, new Accesses());
    NameResolver resolver = planner.resolver(session, parsed);
    supported(() -> resolver.resolve(query(parsed)));
    return resolver.tables();
  }

  private static Decision everything(ProductTable table) {
    List<Decision.VisibleColumn> columns = new ArrayList<>();
    for (int ordinal = 0; ordinal < table.columns().size(); ordinal++) {
      columns.add(new Decision.VisibleColumn(ordinal, Optional.empty()));
    }
    return new Decision.Allowed(columns, Optional.empty(), Decision.PushdownMode.NORMAL, List.of());
  }

  /**
   * Plans a query, for those who keep no account of its tables.
   *
   * @param parameters values of the statement's parameters, in order
   * @throws QueryException if the statement is not valid for this principal or no engine runs it
   */
  public QueryPlan plan(QuerySession session, String sql, List<?> parameters) {
    return plan(session, sql, parameters, new Accesses());
  }

  /**
   * Plans a query.
   *
   * @param parameters values of the statement's parameters, in order
   * @param accesses is told of the tables that the statement names, also if it is not valid
   * @throws QueryException if the statement is not valid for this principal or no engine runs it
   */
  public QueryPlan plan(QuerySession session, String sql, List<?> parameters, Accesses accesses) {
    Statement statement = read(sql);
    return during(session, statement).planNow(session, statement, parameters, accesses);
  }

  /** Plans under decisions that stay. Each line is one stage; no stage does another's work. */
  private QueryPlan planNow(
      QuerySession session, Statement statement, List<?> parameters, Accesses accesses) {
    SqlNode parsed = tree(session, statement, accesses);
    Resolved resolved = resolve(session, parsed);
    QuerySplitter.Split split = split(session, resolved, parameters, accesses);
    verifier.verify(
        split.root(), split.pieces(), session.principal(), named.reach(session, parsed));
    if (parsed instanceof SqlExplain) {
      return new PlanText(session.principal()).explain(split.plan(), split.root());
    }
    PlannedTables.read(split.root(), session.principal(), accesses);
    return split.plan();
  }

  /** What a resolved query becomes before the last look at it. */
  QuerySplitter.Split split(
      QuerySession session, Resolved resolved, List<?> parameters, Accesses accesses) {
    RelNode bound = new Parameters(session, parameters).bind(resolved);
    RelNode guarded = new PolicyRewriter(policy).rewrite(bound, session.principal());
    PlannedTables.decided(guarded, session.principal(), accesses);
    requireWhole(session, guarded);
    RelNode limited = supported(() -> GroupLimits.enforce(guarded));
    RelNode optimized = supported(() -> optimizer.optimize(limited));
    Schema result = resultSchema(resolved);
    return supported(() -> splitter.split(optimized, resolved.rowType(), result));
  }

  /** What single rows would be shown for is refused before anything is run. */
  private static void requireGroups(RelNode guarded) {
    RelNode unused = supported(() -> GroupLimits.enforce(guarded));
  }

  private void requireWhole(QuerySession session, RelNode guarded) {
    if (session.answer() == QuerySession.Answer.WHOLE_ONLY) {
      WholeAnswer.require(supported(() -> optimizer.simplify(guarded)));
    }
  }

  private static <T> T supported(Supplier<T> stage) {
    try {
      return stage.get();
    } catch (QueryException e) {
      throw e;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // Calcite fails in many ways on shapes that it does not know. Its messages may hold values.
      LOG.warn("The planner failed with {} at {}", e.getClass().getName(), origin(e));
      throw new QueryException(
          ErrorCode.UNSUPPORTED, "The query has a shape that the planner does not support", e);
    }
  }

  private static String origin(Throwable failure) {
    return Arrays.stream(failure.getStackTrace()).limit(3).toList().toString();
  }

  Resolved resolve(QuerySession session, SqlNode statement) {
    Resolved resolved = resolver(session, statement).resolve(query(statement));
    NestedValues.check(resolved.rel());
    return resolved;
  }

  private static Schema resultSchema(Resolved resolved) {
    return TypeNames.annotate(QuerySplitter.schema(resolved.rowType(), false), resolved.rel());
  }

  SqlNode parsed(QuerySession session, String sql, Accesses accesses) {
    return tree(session, read(sql), accesses);
  }

  private SqlNode tree(QuerySession session, Statement statement, Accesses accesses) {
    if (statement.show().isPresent()) {
      ShowStatement show = statement.show().get();
      show.table().ifPresent(name -> named.note(session, name, accesses));
      return show.query(parser, visible(session), system, session);
    }
    SqlNode tree = statement.tree().orElseThrow();
    return supported(
        () -> {
          named.note(session, tree, accesses);
          return tree;
        });
  }

  private static SqlNode query(SqlNode statement) {
    return statement instanceof SqlExplain explain ? explain.getExplicandum() : statement;
  }

  private NameResolver resolver(QuerySession session, SqlNode statement) {
    return new NameResolver(
        session,
        new NameResolver.Names(visible(session), system, tables(session, query(statement))),
        cluster(),
        parser);
  }

  private static RelOptCluster cluster() {
    VolcanoPlanner planner = new VolcanoPlanner();
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.setExecutor(ConstantFolder.INSTANCE);
    RelOptCluster cluster = RelOptCluster.create(planner, SqlTypes.REX);
    cluster.setMetadataProvider(MeshMetadata.PROVIDER);
    // Calcite hands the provider to its metadata queries by way of the thread.
    RelMetadataQueryBase.THREAD_PROVIDERS.set(JaninoRelMetadataProvider.of(MeshMetadata.PROVIDER));
    cluster.setMetadataQuerySupplier(RelMetadataQuery::instance);
    return cluster;
  }
}
