package io.meshgate.server.flight.service;

import io.meshgate.execute.QueryResult;
import io.meshgate.session.QuerySession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the Flight SQL door needs of the engine.
 *
 * <p>Every method decides anew what the principal may see. Failures are {@link
 * io.meshgate.session.QueryException}s. Safe for use by many threads.
 */
public interface QueryService {

  /** Plans a statement without running it. */
  Prepared prepare(QuerySession session, String sql);

  /**
   * Starts a statement. The caller closes the result.
   *
   * @param parameters one value for each parameter, null for NULL: {@link Boolean}, {@link Long},
   *     {@link Float}, {@link Double}, {@link java.math.BigDecimal}, {@link String}, {@code
   *     byte[]}, {@link java.time.LocalDate}, {@link java.time.LocalTime}, {@link
   *     java.time.LocalDateTime} or {@link java.time.Instant}. A driver may send another of these
   *     than the parameter's own type, so they are cast here
   */
  QueryResult execute(QuerySession session, String sql, List<@Nullable Object> parameters);

  /** The tables that the principal may see, in any order. */
  List<VisibleTable> tables(QuerySession session);

  /**
   * Stops a query of the principal's, or for governance anybody's.
   *
   * @param queryId as {@code system.queries} shows it
   * @return false if there is no such query under way
   */
  boolean cancel(QuerySession session, String queryId);

  /** The name of the one catalog. */
  String catalogName();
}
