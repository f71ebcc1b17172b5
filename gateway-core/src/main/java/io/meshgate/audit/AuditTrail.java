package io.meshgate.audit;

/**
 * Where decisions are put on record before anything follows from them. Safe for use by many
 * threads.
 */
@FunctionalInterface
public interface AuditTrail {

  /** A trail that keeps nothing: for tests and benchmarks of other things. */
  AuditTrail NONE = decision -> {};

  /**
   * Puts all decisions about one statement on record. Called once for each statement, when it is
   * planned or has been refused, and before any source is asked. Returns when the record is as safe
   * as the trail is configured to make it.
   *
   * @throws io.meshgate.session.QueryException {@code AUDIT_UNAVAILABLE} if that cannot be done and
   *     nothing may happen without; the statement is refused then
   */
  void decided(StatementDecision decision);
}
