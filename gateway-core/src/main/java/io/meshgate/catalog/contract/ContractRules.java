package io.meshgate.catalog.contract;

import io.meshgate.document.Fields;
import io.meshgate.document.NearestName;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a contract must mean beyond its shape: names that differ, references that lead somewhere.
 */
final class ContractRules {

  private static final Pattern SHORT_REFERENCE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.([A-Za-z_][A-Za-z0-9_]*)");

  private final Contract contract;
  private final List<Problem> problems;

  ContractRules(Contract contract, List<Problem> problems) {
    this.contract = contract;
    this.problems = problems;
  }

  void check() {
    if (contract.tables().isEmpty()) {
      YamlNode at = contract.document().find("schema").orElse(contract.document());
      error(at, "The contract has no tables; add one under 'schema'");
    }
    Map<String, Integer> lines = new HashMap<>();
    for (ContractTable table : contract.tables()) {
      unique(lines, table.name(), table.at(), "table");
      checkColumns(table);
      relationships(table.at()).forEach(at -> checkRelationship(at, table));
      refuseAccessRules(table.at());
      CustomProperties.check(table.at(), CustomProperties.ON_TABLES, problems);
      if (table.definer() && !table.derived()) {
        error(table.at(), CustomProperties.DEFINER + " is for derived tables; this one is stored");
      }
    }
    refuseAccessRules(contract.document());
    CustomProperties.check(contract.document(), CustomProperties.ON_CONTRACTS, problems);
  }

  private void checkColumns(ContractTable table) {
    if (table.columns().isEmpty()) {
      error(table.at(), "The table '" + table.name() + "' has no columns; add 'properties'");
    }
    Map<String, Integer> lines = new HashMap<>();
    Map<Integer, String> keys = new HashMap<>();
    for (ContractColumn column : table.columns()) {
      unique(lines, column.name(), column.at(), "column");
      if (column.primaryKeyPosition() > 0) {
        String other = keys.putIfAbsent(column.primaryKeyPosition(), column.name());
        if (other != null) {
          error(
              column.at(),
              "The columns '%s' and '%s' have the same primaryKeyPosition %d"
                  .formatted(other, column.name(), column.primaryKeyPosition()));
        }
      }
      if (table.derived() && column.type().valueType().isEmpty()) {
        error(
            column.at(),
            "A column of a derived table needs a type that is known here; found "
                + column.type().text()
                + "; add a logicalType");
      }
      relationships(column.at()).forEach(at -> checkRelationship(at, table));
      refuseAccessRules(column.at());
      CustomProperties.check(column.at(), List.of(), problems);
    }
  }

  private void unique(Map<String, Integer> lines, String name, YamlNode at, String what) {
    Integer first = lines.putIfAbsent(name.toLowerCase(Locale.ROOT), at.line());
    if (first != null) {
      error(
          at,
          "The %s '%s' stands twice, first in line %d; names that differ only in case are the same"
              .formatted(what, name, first));
    }
  }

  private void checkRelationship(Mapping relationship, ContractTable table) {
    Fields fields = new Fields(relationship, new ArrayList<>());
    for (YamlNode from : fields.items("from")) {
      checkFrom(from, table);
    }
    for (YamlNode to : fields.items("to")) {
      checkTo(to);
    }
  }

  private void checkFrom(YamlNode from, ContractTable table) {
    Optional<Matcher> reference = shortReference(from);
    if (reference.isEmpty()) {
      return;
    }
    if (!reference.get().group(1).equalsIgnoreCase(table.name())) {
      error(
          from,
          "A relationship starts at its own table: expected "
              + table.name()
              + "."
              + reference.get().group(2));
    } else {
      checkColumn(from, table, reference.get().group(2));
    }
  }

  private void checkTo(YamlNode to) {
    Optional<Matcher> reference = shortReference(to);
    if (reference.isEmpty()) {
      return;
    }
    String name = reference.get().group(1);
    Optional<ContractTable> target =
        contract.tables().stream().filter(table -> table.name().equalsIgnoreCase(name)).findFirst();
    if (target.isEmpty()) {
      List<String> names = contract.tables().stream().map(ContractTable::name).toList();
      problems.add(
          Problem.warning(
              to,
              "The contract has no table '"
                  + name
                  + "'"
                  + NearestName.hint(name, names)
                  + "; the relationship is not used"));
    } else {
      checkColumn(to, target.get(), reference.get().group(2));
    }
  }

  private void checkColumn(YamlNode at, ContractTable table, String column) {
    List<String> names = table.columns().stream().map(ContractColumn::name).toList();
    if (names.stream().noneMatch(column::equalsIgnoreCase)) {
      error(
          at,
          "The table '%s' has no column '%s'%s"
              .formatted(table.name(), column, NearestName.hint(column, names)));
    }
  }

  /** References by id or into other files lead out of what is checked here. */
  private static Optional<Matcher> shortReference(YamlNode node) {
    if (!(node instanceof Scalar scalar)) {
      return Optional.empty();
    }
    return Optional.of(SHORT_REFERENCE.matcher(scalar.text())).filter(Matcher::matches);
  }

  private static List<Mapping> relationships(YamlNode at) {
    return mappings(at, "relationships");
  }

  /** A rule that nobody enforces would leave the table open, so the contract is not used. */
  private void refuseAccessRules(YamlNode at) {
    for (Mapping property : mappings(at, "customProperties")) {
      Optional<String> name = new Fields(property, new ArrayList<>()).text("property");
      if (name.filter(text -> text.equals("accessPolicies") || text.equals("mask")).isPresent()) {
        error(
            property,
            "Access rules are not read from contracts; move '"
                + name.get()
                + "' to a *.policy.yaml file");
      }
    }
  }

  private static List<Mapping> mappings(YamlNode at, String key) {
    List<Mapping> mappings = new ArrayList<>();
    if (at instanceof Mapping mapping) {
      for (YamlNode item : new Fields(mapping, new ArrayList<>()).items(key)) {
        if (item instanceof Mapping found) {
          mappings.add(found);
        }
      }
    }
    return mappings;
  }

  private void error(YamlNode at, String message) {
    problems.add(Problem.error(at, message));
  }
}
