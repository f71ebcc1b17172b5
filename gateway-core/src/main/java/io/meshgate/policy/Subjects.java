package io.meshgate.policy;

import com.google.common.collect.ImmutableSet;
import io.meshgate.session.Principal;
import java.util.Set;

/**
 * The principals that a rule is for: everybody, or the members of groups and some users, without
 * those excepted.
 */
record Subjects(boolean all, Named named, Named except) {

  /** Principals by user name and by group. */
  record Named(Set<String> groups, Set<String> users) {
    Named {
      groups = ImmutableSet.copyOf(groups);
      users = ImmutableSet.copyOf(users);
    }

    boolean matches(Principal principal) {
      return users.contains(principal.subject())
          || groups.stream().anyMatch(principal.groups()::contains);
    }

    boolean covers(Named other) {
      return groups.containsAll(other.groups) && users.containsAll(other.users);
    }

    boolean onlyUsers() {
      return groups.isEmpty();
    }
  }

  boolean matches(Principal principal) {
    return (all || named.matches(principal)) && !except.matches(principal);
  }

  /** Whether one principal could match both: membership in any set of groups is possible. */
  boolean canOverlap(Subjects other) {
    return !excludes(other) && !other.excludes(this) && !differentUsers(other);
  }

  private boolean excludes(Subjects other) {
    return !other.all && except.covers(other.named);
  }

  private boolean differentUsers(Subjects other) {
    return !all
        && !other.all
        && named.onlyUsers()
        && other.named.onlyUsers()
        && named.users().stream().noneMatch(other.named.users()::contains);
  }
}
