package io.meshgate.policy;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.session.Principal;

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
}
