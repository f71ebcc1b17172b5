package io.meshgate.session;

/**
 * What went wrong with a request, as clients and scripts see it. Codes are stable; texts are not.
 */
public enum ErrorCode {
  /** The SQL text does not parse. */
  SYNTAX_ERROR,
  /** The SQL parses but makes no sense: types that do not fit, wrong number of parameters. */
  INVALID_QUERY,
  /** A statement that is not a read: the gateway refuses it by design. */
  READ_ONLY,
  /** A table, column, function or handle that does not exist, or that the caller may not see. */
  NOT_FOUND,
  /** A name that fits more than one thing. */
  AMBIGUOUS,
  /** A construct that is understood but not supported. */
  UNSUPPORTED,
  /** A division by zero. */
  DIVISION_BY_ZERO,
  /** A number that leaves the range of its type. */
  NUMERIC_OVERFLOW,
  /** A value that cannot be converted as asked, or that its type cannot hold. */
  INVALID_VALUE,
  /** The caller is not who they say or may not do this. */
  PERMISSION_DENIED,
  /** The query asks for more rows, memory or disk than its limits allow. */
  RESOURCE_EXHAUSTED,
  /** The query took longer than its limit. */
  TIMEOUT,
  /** The query was cancelled. */
  CANCELLED,
  /** The query cannot be put on record in the audit trail, and nothing is answered without. */
  AUDIT_UNAVAILABLE,
  /** A source cannot be reached or went away; trying again may help. */
  SOURCE_UNAVAILABLE,
  /** A source no longer matches the contract of the product. */
  CONTRACT_BROKEN,
  /** A source failed for another reason; its own text is in the gateway's log. */
  SOURCE_FAILED,
  /** A defect of the gateway; details are in its log. */
  INTERNAL
}
