package io.meshgate.policy;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.session.Principal;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/**
 * Decides what a principal may see of a table.
 *
 * <p>Deciding is a total function: the same answer for the same arguments, never an exception; what
 * it cannot decide it denies. Safe for use by many threads.
 */
@FunctionalInterface
public interface AccessPolicy {

  /** Decides about one table of one product. */
  Decision decide(Principal principal, DataProduct product, ProductTable table);

  /**
   * What holds during one query: itself, unless the decisions come from elsewhere. Those about the
   * tables that the query names are fetched here, all others together and only if some stage asks
   * about one of them: for a list of tables, or to tell which name is nearest to one that is not
   * there. Each is fetched once, so that every stage of the query meets the same ones.
   *
   * @param principal who asks
   * @param catalog the products that may be named
   * @param named the tables that the query names, hidden ones included
   */
  default AccessPolicy during(
      Principal principal, Catalog catalog, Collection<ProductTable> named) {
    return this;
  }

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
