package io.meshgate.policy.inventory;

import com.google.common.collect.ImmutableSortedSet;
import io.meshgate.session.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whom a rule is for: everybody, or the members of groups, some users and some products that read
 * with rights of their own; without those excepted.
 *
 * @param all whether it is for everybody
 * @param groups groups whose members it is for
 * @param users users whom it is for
 * @param products schema names of products whom it is for
 * @param exceptGroups groups whose members it is not for
 * @param exceptUsers users whom it is not for
 * @param exceptProducts schema names of products whom it is not for
 */
public record Audience(
    boolean all,
    Set<String> groups,
    Set<String> users,
    Set<String> products,
    Set<String> exceptGroups,
    Set<String> exceptUsers,
    Set<String> exceptProducts) {

  public Audience {
    groups = ImmutableSortedSet.copyOf(groups);
    users = ImmutableSortedSet.copyOf(users);
    products = ImmutableSortedSet.copyOf(products);
    exceptGroups = ImmutableSortedSet.copyOf(exceptGroups);
    exceptUsers = ImmutableSortedSet.copyOf(exceptUsers);
    exceptProducts = ImmutableSortedSet.copyOf(exceptProducts);
  }

  /** Whether a principal is among them. */
  public boolean includes(Principal principal) {
    boolean product = principal.kind() == Principal.Kind.PRODUCT;
    boolean named =
        all
            || (product ? products : users).contains(principal.subject())
            || groups.stream().anyMatch(principal.groups()::contains);
    return named
        && !(product ? exceptProducts : exceptUsers).contains(principal.subject())
        && exceptGroups.stream().noneMatch(principal.groups()::contains);
  }

  /** In words: {@code group analyst, user eve; except user intern1}. */
  public String text() {
    String who = all ? "everybody" : names(groups, users, products);
    String except = names(exceptGroups, exceptUsers, exceptProducts);
    return except.isEmpty() ? who : who + "; except " + except;
  }

  private static String names(Set<String> groups, Set<String> users, Set<String> products) {
    List<String> names = new ArrayList<>();
    groups.forEach(group -> names.add("group " + group));
    users.forEach(user -> names.add("user " + user));
    products.forEach(product -> names.add("product " + product));
    return String.join(", ", names);
  }
}
