package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.YamlNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A schema object of a contract.
 *
 * @param name its name in SQL
 * @param physicalName its name at the source, if it differs
 * @param description what it holds
 * @param tags its tags
 * @param columns its properties, in the contract's order
 * @param sql the query over other products that makes it, for a derived table
 * @param relationships its references to other tables
 * @param at its place in the file
 */
public record ContractTable(
    String name,
    Optional<String> physicalName,
    Optional<String> description,
    List<String> tags,
    List<ContractColumn> columns,
    Optional<String> sql,
    List<ContractRelationship> relationships,
    YamlNode at) {

  public ContractTable {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(physicalName, "physicalName");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(at, "at");
    tags = ImmutableList.copyOf(tags);
    columns = ImmutableList.copyOf(columns);
    relationships = ImmutableList.copyOf(relationships);
  }

  /** Its name at the source. */
  public String remoteName() {
    return physicalName.orElse(name);
  }

  /** Whether it is a query over other products and needs no server. */
  public boolean derived() {
    return sql.isPresent();
  }

  /** Whether its query has rights of its own, rather than its reader's. */
  public boolean definer() {
    return CustomProperties.isTrue(at, CustomProperties.DEFINER);
  }

  /** Whether it is for policies only, and no reader's. */
  public boolean policyData() {
    return CustomProperties.policyData(at);
  }
}
