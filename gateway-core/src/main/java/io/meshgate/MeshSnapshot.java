package io.meshgate;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.Catalog;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.inventory.PolicyFile;
import java.util.List;
import java.util.Objects;

/**
 * What is in force at one moment: products and the policies over them. A query keeps the one it
 * began with.
 *
 * @param catalog the products
 * @param policy the policies, compiled for exactly this catalog
 * @param policyFiles the files that the policies come from, those that are not in force among them
 */
public record MeshSnapshot(Catalog catalog, AccessPolicy policy, List<PolicyFile> policyFiles) {
  public MeshSnapshot {
    policyFiles = ImmutableList.copyOf(policyFiles);
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(policy, "policy");
  }

  /** A snapshot whose policies come from no files. */
  public MeshSnapshot(Catalog catalog, AccessPolicy policy) {
    this(catalog, policy, List.of());
  }
}
