package io.meshgate.session;

import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * One request's surroundings. Immutable; one per request.
 *
 * @param principal who asks
 * @param defaultSchema the schema in which unqualified table names are looked up, for example
 *     {@code sales.orders}
 * @param timeZone the zone of {@code CURRENT_DATE} and of casts between timestamps with and without
 *     zone
 * @param limits what the query may use
 * @param client the program that asks
 * @param answer what becomes of queries of which the principal sees a part
 */
public record QuerySession(
    Principal principal,
    Optional<String> defaultSchema,
    ZoneId timeZone,
    QueryLimits limits,
    ClientInfo client,
    Answer answer) {

  /** What becomes of a query over tables of which the principal sees only a part. */
  public enum Answer {
    /** It is answered over that part. */
    VISIBLE_PART,
    /** It is refused. */
    WHOLE_ONLY
  }

  public QuerySession {
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(defaultSchema, "defaultSchema");
    Objects.requireNonNull(timeZone, "timeZone");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(client, "client");
  }

  /** The surroundings of a request that is answered over what the principal sees. */
  public QuerySession(
      Principal principal,
      Optional<String> defaultSchema,
      ZoneId timeZone,
      QueryLimits limits,
      ClientInfo client) {
    this(principal, defaultSchema, timeZone, limits, client, Answer.VISIBLE_PART);
  }

  /** These surroundings with other limits. */
  public QuerySession withLimits(QueryLimits other) {
    return new QuerySession(principal, defaultSchema, timeZone, other, client, answer);
  }

  /** These surroundings under which partial answers are given or not. */
  public QuerySession withAnswer(Answer other) {
    return new QuerySession(principal, defaultSchema, timeZone, limits, client, other);
  }

  /** The surroundings of a request by a program of which nothing is known. */
  public QuerySession(
      Principal principal, Optional<String> defaultSchema, ZoneId timeZone, QueryLimits limits) {
    this(principal, defaultSchema, timeZone, limits, ClientInfo.UNKNOWN);
  }

  /** A session in UTC, without a default schema, under the default limits. */
  public static QuerySession of(Principal principal) {
    return new QuerySession(principal, Optional.empty(), ZoneId.of("UTC"), QueryLimits.DEFAULT);
  }
}
