package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.YamlNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One contract of the Open Data Contract Standard, as its file says it.
 *
 * @param file the file as the user named it
 * @param sha256 SHA-256 of the file's bytes, in lower-case hexadecimal
 * @param id the contract's id
 * @param version the contract's version
 * @param status the contract's status, for example {@code active}
 * @param domain the owning business domain, if the contract says so
 * @param name the product's name: {@code name}, else the deprecated {@code dataProduct}
 * @param owner the team's member with the role of owner, else the team's name
 * @param description the purpose that the contract states
 * @param tags the contract's tags
 * @param servers where the data is, in the contract's order
 * @param tables the schema objects, in the contract's order
 * @param document the whole document, with places for messages
 */
public record Contract(
    String file,
    String sha256,
    String id,
    String version,
    String status,
    Optional<String> domain,
    Optional<String> name,
    Optional<String> owner,
    Optional<String> description,
    List<String> tags,
    List<ContractServer> servers,
    List<ContractTable> tables,
    YamlNode.Mapping document) {

  public Contract {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(document, "document");
    tags = ImmutableList.copyOf(tags);
    servers = ImmutableList.copyOf(servers);
    tables = ImmutableList.copyOf(tables);
  }

  /** Whether the contract is at the end of its life and its product no longer published. */
  public boolean retired() {
    return status.equalsIgnoreCase("retired");
  }

  /** Whether readers may rely on it: neither proposed nor a draft. */
  public boolean inForce() {
    return !status.equalsIgnoreCase("draft") && !status.equalsIgnoreCase("proposed");
  }

  /** Whether its tables are for policies only, and no reader's. */
  public boolean policyData() {
    return CustomProperties.policyData(document);
  }

  /** The names of the products and tables that its stored tables were made of. */
  public List<String> inputs() {
    return CustomProperties.texts(document, CustomProperties.INPUTS);
  }

  /** The policy set that it brings along, as it was written. */
  public Optional<YamlNode> policies() {
    return CustomProperties.value(document, CustomProperties.POLICIES);
  }
}
