package io.meshgate.policy.review;

import com.google.common.collect.ImmutableSet;
import io.meshgate.policy.inventory.Audience;
import io.meshgate.policy.inventory.PolicyRule;
import io.meshgate.policy.inventory.PolicySet;
import io.meshgate.policy.inventory.PolicyTest;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Principals by whom two versions of policies can be told apart: all whom a rule names, and nobody
 * in particular.
 *
 * <p>These are one in no group; the members of each group and of each two groups; each user, alone
 * and in each group; and the principals of tests. Each comes without a purpose and with every
 * purpose that a grant asks for, and with made-up values of all attributes and without any.
 */
final class Witnesses {

  private static final int MOST_GROUPS_IN_PAIRS = 40;
  private static final String STRANGER = "somebody";

  private final Set<String> groups = new TreeSet<>();
  private final Set<String> users = new TreeSet<>();
  private final Set<String> purposes = new TreeSet<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final List<PolicyTest> tests = new ArrayList<>();

  /**
   * A principal and how it is called in reports.
   *
   * @param parts how simpler ones are called whose changes are its own too
   */
  record Witness(String label, Principal principal, List<String> parts) {
    Witness {
      parts = List.copyOf(parts);
    }
  }

  private Witnesses(List<PolicySet> sets) {
    for (PolicySet set : sets) {
      for (PolicyRule rule : set.rules()) {
        add(rule.to());
        purposes.addAll(rule.purposes());
      }
      set.attributes().forEach((name, type) -> attributes.putIfAbsent(name, madeUp(name, type)));
      tests.addAll(set.tests());
    }
  }

  private void add(Audience audience) {
    groups.addAll(audience.groups());
    groups.addAll(audience.exceptGroups());
    users.addAll(audience.users());
    users.addAll(audience.exceptUsers());
  }

  private static Object madeUp(String name, String type) {
    return switch (type) {
      case "integer" -> 1_000L;
      case "boolean" -> true;
      case "date" -> LocalDate.of(2020, 1, 1);
      default -> "their " + name;
    };
  }

  /** The principals for some sets, simple ones first. */
  static List<Witness> of(List<PolicySet> sets) {
    return new Witnesses(sets).all();
  }

  private List<Witness> all() {
    List<Witness> all = new ArrayList<>();
    with(all, "anybody else", STRANGER, Set.of(), List.of());
    for (String group : groups) {
      with(all, "group " + group, STRANGER, Set.of(group), List.of("anybody else"));
    }
    for (String user : users) {
      with(all, "user " + user, user, Set.of(), List.of("anybody else"));
      for (String group : groups) {
        List<String> parts = List.of("user " + user, "group " + group, "anybody else");
        with(all, "user " + user + " in group " + group, user, Set.of(group), parts);
      }
    }
    if (groups.size() <= MOST_GROUPS_IN_PAIRS) {
      pairs(all);
    }
    Set<Principal> seen = new LinkedHashSet<>();
    for (PolicyTest test : tests) {
      if (seen.add(test.as())) {
        all.add(
            new Witness("user " + test.as().subject() + " of the tests", test.as(), parts(test)));
      }
    }
    return all;
  }

  private static List<String> parts(PolicyTest test) {
    List<String> parts = new ArrayList<>(List.of("anybody else"));
    String purpose = test.as().purpose().map(text -> " for " + text).orElse("");
    parts.add("user " + test.as().subject() + purpose);
    test.as().groups().forEach(group -> parts.add("group " + group + purpose));
    return parts;
  }

  private void pairs(List<Witness> all) {
    for (String first : groups) {
      for (String second : groups) {
        if (first.compareTo(second) < 0) {
          List<String> parts = List.of("group " + first, "group " + second, "anybody else");
          with(all, "groups " + first + " and " + second, STRANGER, Set.of(first, second), parts);
        }
      }
    }
  }

  private void with(
      List<Witness> all, String label, String subject, Set<String> in, List<String> parts) {
    List<Optional<String>> choices = new ArrayList<>(List.of(Optional.empty()));
    purposes.forEach(purpose -> choices.add(Optional.of(purpose)));
    for (Optional<String> purpose : choices) {
      String suffix = purpose.map(text -> " for " + text).orElse("");
      List<String> simpler = new ArrayList<>();
      parts.forEach(part -> simpler.add(part + suffix));
      if (purpose.isPresent()) {
        simpler.addAll(parts);
        simpler.add(label);
      }
      Set<String> members = ImmutableSet.copyOf(in);
      all.add(
          new Witness(
              label + suffix, new Principal(subject, members, attributes, purpose), simpler));
      if (!attributes.isEmpty()) {
        List<String> known = new ArrayList<>(simpler);
        known.add(label + suffix);
        parts.forEach(part -> known.add(part + suffix + " without attributes"));
        all.add(
            new Witness(
                label + suffix + " without attributes",
                new Principal(subject, members, Map.of(), purpose),
                known));
      }
    }
  }
}
