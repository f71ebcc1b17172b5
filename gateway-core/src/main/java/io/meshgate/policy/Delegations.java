package io.meshgate.policy;

import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.derived.InputTable;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.Decision.Limits;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.session.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all tables, and what those of inputs say about the products that read them.
 *
 * <p>A derived table with rights of its own exists only while the owner of each input grants it to
 * the product. A copy exists for who sees its inputs whole; for others only while the owner of each
 * input grants that to the copy. Immutable.
 */
final class Delegations {

  /** Longer chains of products are nobody's plan. */
  private static final int MOST_STEPS = 16;

  private final ImmutableMap<String, TableDecider> deciders;
  private final ImmutableMap<String, Inputs> inputs;

  /** What a product reads, or has read. */
  sealed interface Inputs {}

  /** What a derived table with rights of its own reads, through derived tables without. */
  record Read(List<InputTable> tables) implements Inputs {
    Read {
      tables = List.copyOf(tables);
    }
  }

  /** What a table at a source was made of. */
  record Copied(List<InputTable> tables) implements Inputs {
    Copied {
      tables = List.copyOf(tables);
    }
  }

  /** Inputs that nobody knows: the table is denied. */
  record Unknown() implements Inputs {}

  /** What one table's own rules say. */
  @FunctionalInterface
  interface Rules {
    Decision decide(Principal principal, DataProduct product, ProductTable table);
  }

  /**
   * @param deciders the combined rules, by key of table
   * @param inputs the inputs of tables that depend on the rights to them, by key of table
   */
  Delegations(Map<String, TableDecider> deciders, Map<String, Inputs> inputs) {
    this.deciders = ImmutableMap.copyOf(deciders);
    this.inputs = ImmutableMap.copyOf(inputs);
  }

  @Nullable TableDecider decider(String key) {
    return deciders.get(key);
  }

  /** The decision about a table, with what the owners of its inputs say. */
  Decision decide(Rules rules, Principal principal, DataProduct product, ProductTable table) {
    return new Steps(rules, 0).decide(principal, product, table);
  }

  /** One chain of products that read one another. */
  private final class Steps {
    private final Rules rules;
    private final int taken;

    Steps(Rules rules, int taken) {
      this.rules = rules;
      this.taken = taken;
    }

    Decision decide(Principal principal, DataProduct product, ProductTable table) {
      Decision own = rules.decide(principal, product, table);
      Inputs read = inputs.get(PolicyCompiler.key(table));
      if (read == null || !(own instanceof Allowed allowed)) {
        return own;
      }
      Steps next = new Steps(rules, taken + 1);
      if (taken >= MOST_STEPS || read instanceof Unknown) {
        return new Denied(own.ruleIds());
      }
      Principal itself = principal.reading(product.schema());
      return read instanceof Copied copied
          ? next.copied(copied, allowed, principal, itself, table)
          : next.read((Read) read, allowed, itself);
    }

    private Decision read(Read read, Allowed own, Principal itself) {
      boolean granted =
          read.tables().stream()
              .allMatch(each -> decide(itself, each.product(), each.table()) instanceof Allowed);
      return granted ? own : new Denied(own.ruleIds());
    }

    private Decision copied(
        Copied copied, Allowed own, Principal reader, Principal itself, ProductTable table) {
      Allowed seen = own;
      for (InputTable input : copied.tables()) {
        if (seesWhole(decide(reader, input.product(), input.table()), input.table())) {
          continue;
        }
        Decision consent = decide(itself, input.product(), input.table());
        Optional<Allowed> narrowed =
            consent instanceof Allowed allowed
                ? narrowed(seen, table, allowed, input.table())
                : Optional.empty();
        if (narrowed.isEmpty()) {
          return new Denied(own.ruleIds());
        }
        seen = narrowed.get();
      }
      return seen;
    }
  }

  private static boolean seesWhole(Decision decision, ProductTable table) {
    return decision instanceof Allowed allowed
        && allowed.isOpen()
        && allowed.columns().size() == table.columns().size();
  }

  /**
   * A copy as its input's owner lets it be shown: without the columns that have the name of one
   * that is denied or masked there, and in groups of the size that is asked there.
   */
  private static Optional<Allowed> narrowed(
      Allowed copy, ProductTable table, Allowed consent, ProductTable input) {
    List<VisibleColumn> columns = new ArrayList<>();
    for (VisibleColumn column : copy.columns()) {
      var original = input.ordinal(table.columns().get(column.ordinal()).name());
      boolean shown =
          original.isEmpty()
              || consent
                  .columns()
                  .contains(new VisibleColumn(original.getAsInt(), Optional.empty()));
      if (shown) {
        columns.add(column);
      }
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    Limits limits =
        new Limits(
            Math.max(copy.limits().minGroupSize(), consent.limits().minGroupSize()),
            copy.limits().aggregateOnly() || consent.limits().aggregateOnly(),
            com.google.common.collect.Sets.intersection(
                copy.limits().egress(), consent.limits().egress()));
    List<String> ids = new ArrayList<>(copy.ruleIds());
    ids.addAll(consent.ruleIds());
    return Optional.of(new Allowed(columns, copy.rowPredicate(), copy.pushdown(), limits, ids));
  }

  /** The inputs, by key of the table that reads them. */
  Map<String, Inputs> inputs() {
    return inputs;
  }

  /** Whether some rule of a table grants something of it to a product, whatever the purpose. */
  boolean grants(InputTable table, String schema) {
    TableDecider decider = deciders.get(PolicyCompiler.key(table.table()));
    return decider != null && decider.namesInGrant(schema);
  }
}
