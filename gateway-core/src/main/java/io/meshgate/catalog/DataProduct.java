package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.YamlNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A published set of tables under one contract.
 *
 * @param domain the owning business domain
 * @param name the product's name; with the domain it makes the schema's name
 * @param version the contract's version
 * @param status the contract's status, for example {@code active}
 * @param contractId the contract's id
 * @param owner who answers for it, if the contract says so
 * @param description the purpose that the contract states
 * @param tags the contract's tags
 * @param tables its tables, in the contract's order
 * @param state whether it can be queried now
 * @param policies the policy set in its contract, as it was written
 * @param inputs the products and tables that its stored tables were made of, by their names
 */
public record DataProduct(
    String domain,
    String name,
    String version,
    String status,
    String contractId,
    Optional<String> owner,
    Optional<String> description,
    List<String> tags,
    List<ProductTable> tables,
    ProductState state,
    Optional<YamlNode> policies,
    List<String> inputs) {

  public DataProduct {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(contractId, "contractId");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(policies, "policies");
    if (domain.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("A product needs a domain and a name");
    }
    inputs = ImmutableList.copyOf(inputs);
    tags = ImmutableList.copyOf(tags);
    tables = ImmutableList.copyOf(tables);
  }

  /** A product whose contract has no policy set and names no inputs. */
  public DataProduct(
      String domain,
      String name,
      String version,
      String status,
      String contractId,
      Optional<String> owner,
      Optional<String> description,
      List<String> tags,
      List<ProductTable> tables,
      ProductState state) {
    this(
        domain,
        name,
        version,
        status,
        contractId,
        owner,
        description,
        tags,
        tables,
        state,
        Optional.empty(),
        List.of());
  }

  /** This product with a policy set in its contract. */
  public DataProduct withPolicies(YamlNode set) {
    return new DataProduct(
        domain,
        name,
        version,
        status,
        contractId,
        owner,
        description,
        tags,
        tables,
        state,
        Optional.of(set),
        inputs);
  }

  /** This product as one that was made of others. */
  public DataProduct madeOf(List<String> names) {
    return new DataProduct(
        domain,
        name,
        version,
        status,
        contractId,
        owner,
        description,
        tags,
        tables,
        state,
        policies,
        names);
  }

  /** The name of the product's schema in SQL: {@code domain.name}. */
  public String schema() {
    return domain + "." + name;
  }

  /** This product in another state. */
  public DataProduct withState(ProductState newState) {
    return new DataProduct(
        domain,
        name,
        version,
        status,
        contractId,
        owner,
        description,
        tags,
        tables,
        newState,
        policies,
        inputs);
  }
}
