package io.meshgate.catalog.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the tables of a contract are, said outside of the contract.
 *
 * @param source the source's name
 * @param schema the schema at the source, instead of the contract's server
 * @param domain the domain of a contract that names none
 * @param product the product's name for a contract that names none
 */
public record Binding(
    String source, Optional<String> schema, Optional<String> domain, Optional<String> product) {

  public Binding {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(product, "product");
  }

  /** A binding to a source and nothing more. */
  public static Binding to(String source) {
    return new Binding(source, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
