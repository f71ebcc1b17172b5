package io.meshgate.catalog;

import java.util.Objects;

/**
 * Whether a product can be queried now, and why not.
 *
 * @param kind the state
 * @param reason one line for the owner; empty for {@link Kind#ACTIVE}
 */
public record ProductState(Kind kind, String reason) {

  /** The states of a product. */
  public enum Kind {
    /** The source matches the contract. */
    ACTIVE,
    /** The source no longer matches the contract; affected tables cannot be queried. */
    DRIFTED,
    /** The source cannot be reached; it is tried again. */
    UNAVAILABLE
  }

  /** The state of a product that can be queried. */
  public static final ProductState ACTIVE = new ProductState(Kind.ACTIVE, "");

  public ProductState {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
  }

  /** The state of a product whose source has changed. */
  public static ProductState drifted(String reason) {
    return new ProductState(Kind.DRIFTED, reason);
  }

  /** The state of a product whose source cannot be reached. */
  public static ProductState unavailable(String reason) {
    return new ProductState(Kind.UNAVAILABLE, reason);
  }
}
