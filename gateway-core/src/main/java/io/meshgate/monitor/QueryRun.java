package io.meshgate.monitor;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QuerySession;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One query under way, as those who run it report it. Every query that is begun has to be ended.
 * Safe for use by many threads.
 */
public final class QueryRun {

  private static final int LONGEST_STATEMENT = 10_000;

  private final String id = UUID.randomUUID().toString();
  private final QuerySession session;
  private final String statement;
  private final Clock clock;
  private final Consumer<QueryRun> onEnd;
  private final Instant submitted;
  private final List<FragmentRun> fragments = new ArrayList<>();
  private @Nullable Runnable stop;
  private boolean stopAsked;
  private @Nullable Instant planned;
  private @Nullable Instant residual;
  private @Nullable Instant firstRows;
  private @Nullable Instant ended;
  private QueryState state = QueryState.PLANNING;
  private @Nullable ErrorCode error;
  private long rows;
  private long bytes;

  QueryRun(QuerySession session, String statement, Clock clock, Consumer<QueryRun> onEnd) {
    this.session = session;
    this.statement =
        statement.length() <= LONGEST_STATEMENT
            ? statement
            : statement.substring(0, LONGEST_STATEMENT);
    this.clock = clock;
    this.onEnd = onEnd;
    this.submitted = clock.instant();
  }

  /** The gateway's id of the query. */
  public String id() {
    return id;
  }

  /** The surroundings of the request. */
  public QuerySession session() {
    return session;
  }

  /** Notes that the plan is ready. */
  public synchronized void planned() {
    planned = clock.instant();
    state = QueryState.RUNNING;
  }

  /** Notes that the residual engine is started. */
  public synchronized void residual() {
    residual = clock.instant();
  }

  /**
   * Notes a fetch of the plan.
   *
   * @param name the fetch's name in the plan
   * @param source the source that it reads
   */
  public synchronized FragmentRun fragment(String name, String source) {
    FragmentRun fragment = new FragmentRun(name, source, clock);
    fragments.add(fragment);
    return fragment;
  }

  /**
   * A fetch that nobody is told of: how many rows it has may say more than the caller may know.
   *
   * @param name the fetch's name in the plan
   * @param source the source that it reads
   */
  public FragmentRun unlisted(String name, String source) {
    return new FragmentRun(name, source, clock);
  }

  /** Notes a batch of the result. */
  public synchronized void batch(long batchRows, long batchBytes) {
    if (firstRows == null) {
      firstRows = clock.instant();
    }
    rows += batchRows;
    bytes += batchBytes;
  }

  /**
   * Says how the query is stopped; done at once if that was asked before.
   *
   * @param action safe to call from any thread
   */
  public void onStop(Runnable action) {
    synchronized (this) {
      stop = action;
      if (!stopAsked) {
        return;
      }
    }
    action.run();
  }

  /** Stops the query, now or as soon as it can be stopped. */
  void stop() {
    Runnable action;
    synchronized (this) {
      stopAsked = true;
      action = stop;
    }
    if (action != null) {
      action.run();
    }
  }

  /** Notes that every row was delivered. Only the first end counts. */
  public void finished() {
    end(QueryState.FINISHED, null);
  }

  /** Notes that the query was given up before its last row. Only the first end counts. */
  public void abandoned() {
    end(QueryState.CANCELLED, ErrorCode.CANCELLED);
  }

  /** Notes a failure. Only the first end counts. */
  public void failed(ErrorCode code) {
    end(code == ErrorCode.CANCELLED ? QueryState.CANCELLED : QueryState.FAILED, code);
  }

  private void end(QueryState end, @Nullable ErrorCode code) {
    synchronized (this) {
      if (state.isEnd()) {
        return;
      }
      state = end;
      error = code;
      ended = clock.instant();
      stop = null;
      fragments.forEach(FragmentRun::ended);
    }
    onEnd.accept(this);
  }

  /** What is known now. */
  public synchronized QueryRecord snapshot() {
    return new QueryRecord(
        id,
        session.principal().subject(),
        session.principal().actor(),
        session.principal().purpose(),
        session.client(),
        statement,
        state,
        Optional.ofNullable(error),
        new QueryRecord.Times(
            submitted,
            Optional.ofNullable(planned),
            Optional.ofNullable(residual),
            Optional.ofNullable(firstRows),
            Optional.ofNullable(ended)),
        rows,
        bytes,
        fragments.stream().map(FragmentRun::snapshot).toList());
  }
}
