package io.meshgate.monitor;

import com.google.common.collect.ImmutableList;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries of this gateway: all that run, and the last that have ended. Everybody sees and stops
 * their own; governance those of everybody. Safe for use by many threads.
 */
public final class QueryRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(QueryRegistry.class);
  private static final int KEPT = 1000;

  private final Clock clock;
  private final ImmutableList<QueryListener> listeners;
  private final Map<String, QueryRun> running = new LinkedHashMap<>();
  private final Deque<QueryRecord> ended = new ArrayDeque<>();

  /**
   * @param clock tells when something happens
   * @param listeners are told of each query at its end
   */
  public QueryRegistry(Clock clock, List<QueryListener> listeners) {
    this.clock = clock;
    this.listeners = ImmutableList.copyOf(listeners);
  }

  /** A registry that tells nobody. */
  public static QueryRegistry silent() {
    return new QueryRegistry(Clock.systemUTC(), List.of());
  }

  /** Begins a query, which the caller has to end. */
  public QueryRun begin(QuerySession session, String statement) {
    QueryRun run = new QueryRun(session, statement, clock, this::ended);
    synchronized (this) {
      running.put(run.id(), run);
    }
    return run;
  }

  private void ended(QueryRun run) {
    QueryRecord last = run.snapshot();
    synchronized (this) {
      running.remove(run.id());
      ended.addLast(last);
      if (ended.size() > KEPT) {
        ended.removeFirst();
      }
    }
    for (QueryListener listener : listeners) {
      try {
        listener.ended(last);
      } catch (RuntimeException e) {
        // Whoever watches must not harm the query.
        LOG.warn("A listener failed at the end of query {}", last.id(), e);
      }
    }
  }

  /** How many queries run. */
  public synchronized int running() {
    return running.size();
  }

  /** The queries that a principal may see, the newest last. */
  public List<QueryRecord> visible(Principal principal) {
    List<QueryRecord> all;
    List<QueryRun> open;
    synchronized (this) {
      all = new ArrayList<>(ended);
      open = new ArrayList<>(running.values());
    }
    open.forEach(run -> all.add(run.snapshot()));
    return all.stream().filter(query -> mayTouch(principal, query)).toList();
  }

  /**
   * Stops a query.
   *
   * @return false if there is no such query under way that the principal may stop
   */
  public boolean stop(Principal principal, String id) {
    QueryRun run;
    synchronized (this) {
      run = running.get(id);
    }
    if (run == null || !mayTouch(principal, run.snapshot())) {
      return false;
    }
    run.stop();
    return true;
  }

  private static boolean mayTouch(Principal principal, QueryRecord query) {
    return principal.isGovernance() || query.isOf(principal);
  }
}
