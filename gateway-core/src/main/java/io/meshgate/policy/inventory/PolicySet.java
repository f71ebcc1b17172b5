package io.meshgate.policy.inventory;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The content of a policy file.
 *
 * @param id its id
 * @param version its version, as its authors count
 * @param owner {@code governance}, {@code domain:<name>} or {@code contract:<product>}
 * @param appliesTo what it covers, as it is written
 * @param attributes the types of the principal attributes that its expressions name
 * @param uses the mapping tables that its row policies read
 * @param rules its rules, in the order of the file by kind
 * @param tests the expectations that it brings along
 */
public record PolicySet(
    String id,
    long version,
    String owner,
    String appliesTo,
    Map<String, String> attributes,
    List<String> uses,
    List<PolicyRule> rules,
    List<PolicyTest> tests) {

  public PolicySet {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(appliesTo, "appliesTo");
    attributes = ImmutableMap.copyOf(attributes);
    uses = ImmutableList.copyOf(uses);
    rules = ImmutableList.copyOf(rules);
    tests = ImmutableList.copyOf(tests);
  }
}
