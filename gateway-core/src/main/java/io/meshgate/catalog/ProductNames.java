package io.meshgate.catalog;

import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives each contract a schema name of its own.
 *
 * <p>Of several major versions of a product the highest one in force has the plain name; the others
 * are {@code product_v1} and so on. Two contracts for one name: the first in the order of files is
 * published and the second reported.
 */
final class ProductNames {

  private static final Comparator<BoundContract> CURRENT_FIRST =
      Comparator.comparing((BoundContract bound) -> !bound.contract().inForce())
          .thenComparing(Comparator.comparing(BoundContract::major).reversed());

  private ProductNames() {}

  /** The contracts that are published, under their final names. */
  static List<BoundContract> settle(List<BoundContract> contracts, List<Problem> problems) {
    Map<String, TreeMap<Integer, BoundContract>> products = new LinkedHashMap<>();
    for (BoundContract bound : contracts) {
      TreeMap<Integer, BoundContract> majors =
          products.computeIfAbsent(bound.key(), ignored -> new TreeMap<>());
      BoundContract first = majors.putIfAbsent(bound.major(), bound);
      if (first != null) {
        problems.add(taken(bound, first));
      }
    }
    Map<String, BoundContract> settled = new LinkedHashMap<>();
    List<BoundContract> older = new ArrayList<>();
    for (TreeMap<Integer, BoundContract> majors : products.values()) {
      List<BoundContract> ordered = majors.values().stream().sorted(CURRENT_FIRST).toList();
      settled.put(ordered.get(0).key(), ordered.get(0));
      ordered.stream().skip(1).map(BoundContract::asOlderMajor).forEach(older::add);
    }
    for (BoundContract bound : older) {
      Optional<BoundContract> first = Optional.ofNullable(settled.putIfAbsent(bound.key(), bound));
      first.ifPresent(other -> problems.add(taken(bound, other)));
    }
    return List.copyOf(settled.values());
  }

  private static Problem taken(BoundContract bound, BoundContract first) {
    YamlNode.Mapping document = bound.contract().document();
    return Problem.error(
        document.find("name").orElse(document),
        "The product "
            + first.schema()
            + " is already published by "
            + first.contract().file()
            + "; give this contract another name or another major version");
  }
}
