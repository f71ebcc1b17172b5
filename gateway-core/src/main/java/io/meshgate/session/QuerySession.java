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
 */
public record QuerySession(
    Principal principal,
    Optional<String> defaultSchema,
    ZoneId timeZone,
    QueryLimits limits,
    ClientInfo client) {

  public QuerySession {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(defaultSchema, "defaultSchema");
    Objects.requireNonNull(timeZone, "timeZone");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(client, "client");
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
