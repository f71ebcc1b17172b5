package io.meshgate.catalog;

import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.config.Binding;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.catalog.contract.ContractServer;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names a contract's product and finds the source of its tables.
 *
 * <p>In this order: a binding of the contract's id, a binding of {@code domain.product}, then for
 * each of the contract's servers a binding of its name or the source of the same name.
 */
final class ContractBinder {

  private final ImmutableMap<String, Binding> bindings;
  private final List<String> sources;

  ContractBinder(Map<String, Binding> bindings, Collection<String> sources) {
    this.bindings = ImmutableMap.copyOf(bindings);
    this.sources = List.copyOf(sources);
  }

  /** The contract with its name and place; empty if that cannot be told, which is reported. */
  Optional<BoundContract> bind(Contract contract, List<Problem> problems) {
    Optional<Binding> byId = Optional.ofNullable(bindings.get(contract.id()));
    Optional<String> domain = contract.domain().or(() -> byId.flatMap(Binding::domain));
    Optional<String> product = contract.name().or(() -> byId.flatMap(Binding::product));
    checkNames(contract, domain, product, problems);
    if (domain.isEmpty() || product.isEmpty()) {
      return Optional.empty();
    }
    Optional<Placement> placement = placement(contract, domain.get() + "." + product.get());
    if (placement.isEmpty() && !contract.tables().stream().allMatch(ContractTable::derived)) {
      problems.add(unbound(contract));
      return Optional.empty();
    }
    return Optional.of(new BoundContract(contract, domain.get(), product.get(), placement));
  }

  /** Reports what a product's name lacks. */
  static void checkNames(
      Contract contract,
      Optional<String> domain,
      Optional<String> product,
      List<Problem> problems) {
    if (domain.isEmpty()) {
      problems.add(
          Problem.error(
              contract.document(),
              "The contract names no domain, which is the first part of its name in SQL; add"
                  + " 'domain: <name>', or a 'domain' to its binding in mesh.yaml"));
    }
    if (product.isEmpty()) {
      problems.add(
          Problem.error(
              contract.document(),
              "The contract has no name, which is the second part of its name in SQL; add 'name:"
                  + " <name>', or a 'product' to its binding in mesh.yaml"));
    }
  }

  private Optional<Placement> placement(Contract contract, String name) {
    for (String key : List.of(contract.id(), name)) {
      Binding binding = bindings.get(key);
      if (binding != null) {
        return Optional.of(place(binding, contract.servers().stream().findFirst()));
      }
    }
    for (ContractServer server : contract.servers()) {
      Binding binding = bindings.get(server.name());
      if (binding != null) {
        return Optional.of(place(binding, Optional.of(server)));
      }
      if (sources.contains(server.name())) {
        return Optional.of(place(Binding.to(server.name()), Optional.of(server)));
      }
    }
    return Optional.empty();
  }

  private static Placement place(Binding binding, Optional<ContractServer> server) {
    Optional<String> schema = binding.schema().or(() -> server.flatMap(ContractServer::schema));
    return new Placement(binding.source(), server, schema);
  }

  private Problem unbound(Contract contract) {
    List<String> names = new ArrayList<>();
    contract.servers().forEach(server -> names.add(server.name()));
    YamlNode at = contract.document().find("servers").orElse(contract.document());
    String known =
        sources.isEmpty()
            ? "there are no sources yet"
            : "sources are " + String.join(", ", sources);
    String key = names.isEmpty() ? contract.id() : names.get(0);
    return Problem.error(
        at,
        (names.isEmpty()
                ? "The contract names no server"
                : "No source goes by the name of " + String.join(" or ", names))
            + "; add 'bindings: {"
            + key
            + ": <source>}' to mesh.yaml; "
            + known);
  }
}
