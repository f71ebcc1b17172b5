package io.meshgate.catalog;

import io.meshgate.catalog.contract.Contract;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A contract with its name in the mesh and the place of its tables.
 *
 * @param contract the contract
 * @param domain the domain, from the contract or its binding
 * @param product the product's name in SQL
 * @param placement where its tables are; empty if all of them are derived
 */
record BoundContract(
    Contract contract, String domain, String product, Optional<Placement> placement) {

  private static final Pattern MAJOR = Pattern.compile("v?(\\d{1,9})\\b.*", Pattern.DOTALL);

  BoundContract {
    Objects.requireNonNull(contract, "contract");
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(placement, "placement");
  }

  /** The name of the product's schema in SQL. */
  String schema() {
    return domain + "." + product;
  }

  /** The schema's name without regard to case. */
  String key() {
    return schema().toLowerCase(Locale.ROOT);
  }

  /** The first number of the contract's version; 0 if it has none. */
  int major() {
    Matcher matcher = MAJOR.matcher(contract.version());
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The same contract under the name of an older major version. */
  BoundContract asOlderMajor() {
    return new BoundContract(contract, domain, product + "_v" + major(), placement);
  }
}
