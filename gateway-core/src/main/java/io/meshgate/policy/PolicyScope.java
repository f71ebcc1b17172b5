package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.policy.PolicyDocument.Layer;
import java.util.List;

/** The tables that a policy set covers: those that fit any of its selectors. */
record PolicyScope(
    List<Scalar> products,
    List<Scalar> domains,
    List<Scalar> tags,
    List<Scalar> classifications,
    boolean all) {

  PolicyScope {
    products = ImmutableList.copyOf(products);
    domains = ImmutableList.copyOf(domains);
    tags = ImmutableList.copyOf(tags);
    classifications = ImmutableList.copyOf(classifications);
  }

  /** What a file covers whose own words cannot be read. */
  static final PolicyScope EVERYTHING =
      new PolicyScope(List.of(), List.of(), List.of(), List.of(), true);

  /** Whether the set covers a table; a domain's set never covers another domain's. */
  boolean covers(Layer layer, DataProduct product, ProductTable table) {
    if (layer.domain().isPresent() && !layer.domain().get().equalsIgnoreCase(product.domain())) {
      return false;
    }
    return all
        || names(product)
        || domains.stream().anyMatch(domain -> domain.text().equalsIgnoreCase(product.domain()))
        || tags.stream().anyMatch(tag -> hasTag(product, table, tag.text()))
        || classifications.stream().anyMatch(wanted -> hasClassification(table, wanted.text()));
  }

  /** Whether the product is named, rather than found by a wider selector. */
  boolean names(DataProduct product) {
    return products.stream().anyMatch(name -> name.text().equalsIgnoreCase(product.schema()));
  }

  private static boolean hasTag(DataProduct product, ProductTable table, String tag) {
    return product.tags().contains(tag)
        || table.tags().contains(tag)
        || table.columns().stream().anyMatch(column -> column.tags().contains(tag));
  }

  private static boolean hasClassification(ProductTable table, String classification) {
    return table.columns().stream()
        .anyMatch(column -> column.classification().filter(classification::equals).isPresent());
  }
}
