package io.meshgate.policy;

import com.google.common.collect.ImmutableSet;
import io.meshgate.session.Principal;
import java.util.Set;

/**
 * The principals that a rule is for: everybody, or the members of groups, some users and some
 * products, without those excepted. Users and products of one name are not the same.
 */
record Subjects(boolean all, Named named, Named except) {

  /** Principals by user name, by group and by a product's schema name. */
  record Named(Set<String> groups, Set<String> users, Set<String> products) {
    Named {
      products = ImmutableSet.copyOf(products);
      groups = ImmutableSet.copyOf(groups);
      users = ImmutableSet.copyOf(users);
    }

    boolean matches(Principal principal) {
      boolean product = principal.kind() == Principal.Kind.PRODUCT;
      return (product ? products : users).contains(principal.subject())
          || groups.stream().anyMatch(principal.groups()::contains);
    }

    boolean covers(Named other) {
      return groups.containsAll(other.groups)
          && users.containsAll(other.users)
          && products.containsAll(other.products);
    }

    boolean onlyUsers() {
      return groups.isEmpty() && products.isEmpty();
    }
  }

  boolean matches(Principal principal) {
    return (all || named.matches(principal)) && !except.matches(principal);
  }

  /**
   * Whether a rule that shows something is for a principal. Everybody is every user: to a product
   * that passes on what it reads, nothing is shown that does not name it.
   */
  boolean admits(Principal principal) {
    return matches(principal) && (principal.kind() == Principal.Kind.USER || !all);
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
