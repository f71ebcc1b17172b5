package io.meshgate.policy;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.session.Principal;
import java.util.Map;
import java.util.Objects;

/**
 * Decides what a principal may see of a table.
 *
 * <p>A pure and total function: no I/O, the same answer for the same arguments, never an exception;
 * what it cannot decide it denies. Safe for use by many threads.
 */
@FunctionalInterface
public interface AccessPolicy {

  /** Decides about one table of one product. */
  Decision decide(Principal principal, DataProduct product, ProductTable table);

  /** The policy sets that decisions come from, by id; none if the policy is not made of sets. */
  default Map<String, SetVersion> sets() {
    return Map.of();
  }

  /**
   * A version of a policy set.
   *
   * @param number as its authors count
   * @param digest SHA-256 of its text, in hexadecimal
   */
  record SetVersion(long number, String digest) {
    public SetVersion {
      Objects.requireNonNull(digest, "digest");
    }
  }
}
