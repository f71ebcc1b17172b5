package io.meshgate.policy.opa;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.Decision.Mask;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.opa.OpaException.Scope;
import io.meshgate.session.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Narrows the decisions of another policy by those of an Open Policy Agent.
 *
 * <p>The agent is asked before a query is planned, about the tables that it names and the other
 * policy allows; about all others at once, if the query lists tables or names one that is not
 * there. Its answers are used again for a short while. What cannot be asked, read or understood is
 * denied, and the log says why. It never shows what the other policy hides: rows have to satisfy
 * both, columns exist only if both know them, and of two masks the stricter counts. Safe for use by
 * many threads; closing ends its threads.
 */
public final class OpaPolicy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpaPolicy.class);
  private static final String RULE = "opa";
  private static final int THREADS = 16;
  private static final int CACHED_ANSWERS = 100_000;
  private static final List<String> PARTIAL = List.of("constant", "redact");

  private final OpaSettings settings;
  private final OpaClient client;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, new ThreadFactoryBuilder().setNameFormat("opa-%d").setDaemon(true).build());
  private final Cache<Key, OpaAnswer> answers;

  /** What an answer depends on: the table with its columns, and what else narrows them. */
  private record Key(Principal principal, long catalog, String table, List<Integer> columns) {}

  public OpaPolicy(OpaSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.client = new OpaClient(settings);
    this.answers =
        Caffeine.newBuilder()
            .expireAfterWrite(settings.cache())
            .maximumSize(CACHED_ANSWERS)
            .build();
  }

  /** A policy under which only those see something who see it under both. */
  public AccessPolicy narrowing(AccessPolicy other) {
    return new Narrowed(other);
  }

  /** A policy under which the agent alone decides. */
  public AccessPolicy alone() {
    return new Narrowed((principal, product, table) -> everything(table));
  }

  private static Decision everything(ProductTable table) {
    if (table.audience() == ProductTable.Audience.POLICIES) {
      return new Denied(List.of());
    }
    List<VisibleColumn> columns = new ArrayList<>();
    for (int ordinal = 0; ordinal < table.columns().size(); ordinal++) {
      columns.add(new VisibleColumn(ordinal, Optional.empty()));
    }
    return new Allowed(columns, Optional.empty(), Decision.PushdownMode.NORMAL, List.of());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private final class Narrowed implements AccessPolicy {
    private final AccessPolicy other;

    Narrowed(AccessPolicy other) {
      this.other = Objects.requireNonNull(other, "other");
    }

    @Override
    public Map<String, SetVersion> sets() {
      return other.sets();
    }

    /** Without having asked, it knows of nothing that is allowed. */
    @Override
    public Decision decide(Principal principal, DataProduct product, ProductTable table) {
      return new Denied(List.of(RULE));
    }

    @Override
    public AccessPolicy during(
        Principal principal, Catalog catalog, Collection<ProductTable> named) {
      return new Asked(other.during(principal, catalog, named), principal, catalog, named);
    }
  }

  /** The decisions of one query: each is made once. */
  private final class Asked implements AccessPolicy {
    private final AccessPolicy other;
    private final Principal principal;
    private final Catalog catalog;
    private final AtomicBoolean away = new AtomicBoolean();
    private final Map<String, Decided> decisions = new ConcurrentHashMap<>();
    private boolean complete;

    Asked(
        AccessPolicy other, Principal principal, Catalog catalog, Collection<ProductTable> named) {
      this.other = other;
      this.principal = principal;
      this.catalog = catalog;
      Set<String> names = new HashSet<>();
      named.forEach(table -> names.add(table.displayName()));
      ask(
          named.stream().map(ProductTable::schema).distinct().flatMap(this::product),
          names::contains);
    }

    private Stream<DataProduct> product(String schema) {
      return catalog.product(schema).stream();
    }

    @Override
    public Map<String, SetVersion> sets() {
      return other.sets();
    }

    @Override
    public Decision decide(Principal asking, DataProduct product, ProductTable table) {
      if (!asking.equals(principal)) {
        return new Denied(List.of(RULE));
      }
      Decided decided = decisions.get(table.displayName());
      if (decided == null) {
        askAboutOthers();
        decided = decisions.get(table.displayName());
      }
      return decided == null || !decided.table().equals(table)
          ? new Denied(List.of(RULE))
          : decided.decision();
    }

    private synchronized void askAboutOthers() {
      if (!complete) {
        ask(catalog.products().stream(), name -> !decisions.containsKey(name));
        complete = true;
      }
    }

    private void ask(Stream<DataProduct> products, Predicate<String> wanted) {
      List<Waiting> asked = new ArrayList<>();
      products.forEach(
          product -> {
            for (ProductTable table : product.tables()) {
              if (wanted.test(table.displayName())) {
                asked.add(ask(table, other.decide(principal, product, table)));
              }
            }
          });
      asked.forEach(
          waiting ->
              decisions.put(
                  waiting.table().displayName(), new Decided(waiting.table(), waiting.decision())));
    }

    private Waiting ask(ProductTable table, Decision first) {
      return new Waiting(
          table,
          first,
          first instanceof Allowed allowed
              ? submit(new Question(principal, catalog, table, columns(allowed), away))
              : CompletableFuture.completedFuture(Optional.empty()));
    }
  }

  private record Decided(ProductTable table, Decision decision) {}

  /** A table that the agent is being asked about, if the other policy allows it. */
  private record Waiting(ProductTable table, Decision first, Future<Optional<OpaAnswer>> answer) {
    Decision decision() {
      return first instanceof Allowed allowed ? combined(table, allowed, await(answer)) : first;
    }
  }

  private static List<Integer> columns(Allowed decision) {
    return decision.columns().stream().map(VisibleColumn::ordinal).toList();
  }

  private Future<Optional<OpaAnswer>> submit(Question question) {
    OpaAnswer known = answers.getIfPresent(question.key());
    if (known != null) {
      return CompletableFuture.completedFuture(Optional.of(known));
    }
    try {
      return threads.submit(() -> answer(question));
    } catch (RejectedExecutionException e) {
      LOG.debug("The gateway is stopping; {} is denied", question.table().displayName(), e);
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }

  /**
   * One table for one principal.
   *
   * @param away whether the agent has failed to answer about another table of the same query
   */
  private record Question(
      Principal principal,
      Catalog catalog,
      ProductTable table,
      List<Integer> columns,
      AtomicBoolean away) {
    Key key() {
      return new Key(principal, catalog.version(), table.displayName(), columns);
    }
  }

  private Optional<OpaAnswer> answer(Question question) {
    if (question.away().get()) {
      return Optional.empty();
    }
    ProductTable table = question.table();
    try {
      OpaAnswer answer =
          OpaAnswer.ask(
              client,
              settings,
              new OpaQuestions(question.catalog().name(), question.principal(), table),
              new OpaAnswer.Subject(question.principal(), table),
              question.columns());
      answers.put(question.key(), answer);
      return Optional.of(answer);
    } catch (OpaException e) {
      // Said once a query where the agent is away, not once a table.
      if (e.scope() == Scope.THIS_TABLE || question.away().compareAndSet(false, true)) {
        LOG.error(
            "Denied {} to {}: {}",
            e.scope() == Scope.AGENT ? "all tables" : table.displayName(),
            question.principal().subject(),
            e.getMessage(),
            e);
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      LOG.error("Denied {}: the agent's answer cannot be used", table.displayName(), e);
      return Optional.empty();
    }
  }

  private static Optional<OpaAnswer> await(Future<Optional<OpaAnswer>> asked) {
    try {
      return asked.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      LOG.error("Denied: the agent could not be asked", e);
      return Optional.empty();
    }
  }

  private static Decision combined(
      ProductTable table, Allowed decision, Optional<OpaAnswer> answer) {
    if (answer.isEmpty() || answer.get().columns().isEmpty()) {
      return new Denied(List.of(RULE));
    }
    List<VisibleColumn> columns = new ArrayList<>();
    for (VisibleColumn column : decision.columns()) {
      if (answer.get().columns().contains(column.ordinal())) {
        Optional<RexNode> mask = Optional.ofNullable(answer.get().masks().get(column.ordinal()));
        masked(column, mask).ifPresent(columns::add);
      }
    }
    List<RexNode> conditions = new ArrayList<>(answer.get().filters());
    decision.rowPredicate().ifPresent(conditions::add);
    RexNode predicate = RexUtil.composeConjunction(SqlTypes.REX, conditions);
    boolean narrower = !predicate.isAlwaysTrue() || !answer.get().masks().isEmpty();
    boolean whole = table.origin() instanceof ProductTable.Derived || table.isInferred();
    if (columns.isEmpty() || (narrower && whole)) {
      // A derived product is governed at its inputs, and the types of a file of text tell of all of
      // its rows: such tables are read as they are, or not at all.
      return new Denied(List.of(RULE));
    }
    return decision.narrowed(
        columns,
        predicate.isAlwaysTrue() ? Optional.empty() : Optional.of(predicate),
        List.of(RULE));
  }

  /** The column under the stricter of two masks; empty if neither is. */
  private static Optional<VisibleColumn> masked(VisibleColumn column, Optional<RexNode> value) {
    if (value.isEmpty()) {
      return Optional.of(column);
    }
    Mask mask = new Mask(RULE, kind(value.get()), value.get());
    VisibleColumn narrowed = new VisibleColumn(column.ordinal(), Optional.of(mask));
    if (column.mask().isEmpty() || mask.kind().equals("null")) {
      return Optional.of(narrowed);
    }
    String given = column.mask().get().kind();
    if (column.mask().get().expression().equals(value.get()) || given.equals("null")) {
      return Optional.of(column);
    }
    if (mask.kind().equals("constant")) {
      return Optional.of(PARTIAL.contains(given) ? column : narrowed);
    }
    return given.equals("expression") ? Optional.empty() : Optional.of(column);
  }

  private static String kind(RexNode value) {
    if (RexLiteral.isNullLiteral(value)) {
      return "null";
    }
    return RexUtil.isConstant(value) ? "constant" : "expression";
  }
}
