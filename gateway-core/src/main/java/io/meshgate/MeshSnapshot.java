package io.meshgate;

import io.meshgate.catalog.Catalog;
import io.meshgate.policy.AccessPolicy;
import java.util.Objects;

/**
 * What is in force at one moment: products and the policies over them. A query keeps the one it
 * began with.
 *
 * @param catalog the products
 * @param policy the policies, compiled for exactly this catalog
 */
public record MeshSnapshot(Catalog catalog, AccessPolicy policy) {
  public MeshSnapshot {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(policy, "policy");
  }
}
