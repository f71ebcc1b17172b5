package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.ProductTable.Audience;
import io.meshgate.document.Problem;
import io.meshgate.document.Problem.Severity;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.policy.PolicyDocument.ColumnMask;
import io.meshgate.policy.PolicyDocument.Grant;
import io.meshgate.policy.PolicyDocument.RowPolicy;
import io.meshgate.policy.PolicyDocument.TestCase;
import io.meshgate.policy.mapping.MappingTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Types one policy set against the tables of a catalog that it covers. */
final class PolicyCompiler {

  private final PolicyDocument document;
  private final Catalog catalog;
  private final Set<String> keyIds;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> failed = new LinkedHashSet<>();
  private final Set<ProductTable> covered = new LinkedHashSet<>();

  PolicyCompiler(PolicyDocument document, Catalog catalog, Set<String> keyIds) {
    this.document = document;
    this.catalog = catalog;
    this.keyIds = ImmutableSet.copyOf(keyIds);
  }

  /**
   * A typed set.
   *
   * @param rules the rules by the key of their table
   * @param failed keys of tables on which some rule cannot be typed
   * @param problems everything wrong, in the order of the file
   */
  record Compilation(Map<String, TableRules> rules, Set<String> failed, List<Problem> problems) {
    Compilation {
      rules = ImmutableMap.copyOf(rules);
      failed = ImmutableSet.copyOf(failed);
      problems = ImmutableList.copyOf(problems);
    }

    boolean hasErrors() {
      return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }
  }

  /** The key of a table among the rules of a set. */
  static String key(ProductTable table) {
    return table.displayName();
  }

  Compilation compile() {
    checkScope();
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        if (table.audience() == Audience.READERS
            && document.scope().covers(document.layer(), product, table)) {
          covered.add(table);
        }
      }
    }
    checkColumns();
    Map<String, TableRules> rules = new LinkedHashMap<>();
    covered.forEach(table -> rules.put(key(table), compile(table)));
    document.tests().forEach(this::checkTest);
    List<Problem> ordered =
        problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
    return new Compilation(rules, failed, ordered);
  }

  private TableRules compile(ProductTable table) {
    TableRulesCompiler compiler = new TableRulesCompiler(document, table, keyIds, this::usedTables);
    TableRules rules = compiler.compile();
    problems.addAll(compiler.problems());
    if (compiler.failed()) {
      failed.add(key(table));
    }
    return rules;
  }

  private void checkScope() {
    for (Scalar name : document.scope().products()) {
      Optional<DataProduct> product = catalog.product(name.text());
      if (product.isEmpty()) {
        List<String> known = catalog.products().stream().map(DataProduct::schema).toList();
        fail(name, PolicyDocumentReader.unknown("product", name.text(), known));
      } else {
        checkOwnDomain(name, product.get().domain());
        checkReadable(name, product.get());
      }
    }
    for (Scalar name : document.scope().domains()) {
      if (checkDomain(name)) {
        checkOwnDomain(name, name.text());
      }
    }
    document.limits().egress().orElse(List.of()).forEach(this::checkDomain);
    document.scope().tags().forEach(this::checkTag);
    document.scope().classifications().forEach(this::checkClassification);
  }

  /** A policy on the data of policies could come to depend on itself. */
  private void checkReadable(Scalar name, DataProduct product) {
    if (product.tables().stream().allMatch(table -> table.audience() == Audience.POLICIES)) {
      fail(
          name,
          "'"
              + name.text()
              + "' is policy data: policies read it and nobody else, so it has no policies itself");
    }
  }

  private void checkUsed(Scalar name) {
    Optional<MappingTable> found = MappingTable.find(catalog, name.text());
    if (found.isEmpty()) {
      List<String> known = new ArrayList<>();
      for (DataProduct product : catalog.products()) {
        product.tables().stream()
            .filter(table -> table.audience() == Audience.POLICIES)
            .forEach(table -> known.add(table.displayName()));
      }
      fail(name, PolicyDocumentReader.unknown("table", name.text(), known));
    } else if (found.get().table().audience() != Audience.POLICIES) {
      fail(
          name,
          "Table "
              + found.get().table().displayName()
              + " is no policy data; policies read only tables whose contract says policyData");
    } else if (found.get().table().origin() instanceof ProductTable.Derived) {
      fail(name, "Policies read tables at a source, not derived ones");
    }
  }

  private List<MappingTable> usedTables(RowPolicy policy) {
    return policy.uses().stream()
        .map(name -> MappingTable.find(catalog, name.text()))
        .flatMap(Optional::stream)
        .filter(used -> used.table().audience() == Audience.POLICIES)
        .toList();
  }

  private boolean checkDomain(Scalar name) {
    Set<String> domains =
        catalog.products().stream()
            .map(DataProduct::domain)
            .collect(Collectors.toCollection(TreeSet::new));
    boolean known = domains.stream().anyMatch(name.text()::equalsIgnoreCase);
    if (!known) {
      fail(name, PolicyDocumentReader.unknown("domain", name.text(), List.copyOf(domains)));
    }
    return known;
  }

  private void checkOwnDomain(Scalar at, String domain) {
    Optional<String> owner = document.layer().domain();
    if (owner.isPresent() && !owner.get().equalsIgnoreCase(domain)) {
      fail(
          at,
          "A set owned by domain:"
              + owner.get()
              + " covers products of that domain only; '"
              + at.text()
              + "' is another's");
    }
  }

  private void checkTag(Scalar tag) {
    Set<String> known = new TreeSet<>();
    for (DataProduct product : catalog.products()) {
      known.addAll(product.tags());
      product.tables().forEach(table -> known.addAll(table.tags()));
    }
    columns().forEach(column -> known.addAll(column.tags()));
    if (!known.contains(tag.text())) {
      fail(tag, PolicyDocumentReader.unknown("tag", tag.text(), List.copyOf(known)));
    }
  }

  private void checkClassification(Scalar classification) {
    Set<String> known = new TreeSet<>();
    columns().forEach(column -> column.classification().ifPresent(known::add));
    if (!known.contains(classification.text())) {
      String message =
          PolicyDocumentReader.unknown("classification", classification.text(), List.copyOf(known));
      fail(classification, message);
    }
  }

  private List<ProductColumn> columns() {
    List<ProductColumn> columns = new ArrayList<>();
    for (DataProduct product : catalog.products()) {
      product.tables().forEach(table -> columns.addAll(table.columns()));
    }
    return columns;
  }

  /** Every column that a rule names is in some table that the set covers. */
  private void checkColumns() {
    for (Grant grant : document.grants()) {
      grant.allowed().forEach(this::checkColumn);
      grant.denied().forEach(this::checkColumn);
      checkProducts(grant);
    }
    for (ColumnMask mask : document.columnMasks()) {
      mask.match().columns().forEach(this::checkColumn);
      mask.match().tags().forEach(this::checkTag);
      mask.match().classifications().forEach(this::checkClassification);
    }
    for (RowPolicy policy : document.rowPolicies()) {
      policy.uses().forEach(this::checkUsed);
      checkSomeTableHasColumns(policy);
    }
  }

  /** A grant to a product that is misspelled would leave that product without its input. */
  private void checkProducts(Grant grant) {
    List<String> schemas = catalog.products().stream().map(DataProduct::schema).toList();
    for (String name : grant.to().named().products()) {
      if (!schemas.contains(name)) {
        problems.add(
            Problem.error(grant.at(), PolicyDocumentReader.unknown("product", name, schemas)));
      }
    }
  }

  private void checkColumn(Scalar name) {
    if (!name.text().equals("*") && covered.stream().noneMatch(has(name))) {
      fail(name, unknownColumn(name.text()));
    }
  }

  private static java.util.function.Predicate<ProductTable> has(Scalar name) {
    return table -> table.ordinal(name.text()).isPresent();
  }

  private String unknownColumn(String name) {
    Set<String> known = new TreeSet<>();
    for (ProductTable table : covered) {
      table.columns().forEach(column -> known.add(column.name()));
    }
    return PolicyDocumentReader.unknown("column", name, List.copyOf(known));
  }

  private void checkSomeTableHasColumns(RowPolicy policy) {
    String missing = "";
    for (ProductTable table : covered) {
      try {
        ExpressionCompiler.compile(
            policy.when().text(), table, document.attributes(), usedTables(policy));
        return;
      } catch (ExpressionCompiler.UnknownColumn e) {
        if (missing.isEmpty() || covered.stream().noneMatch(hasColumn(e.column))) {
          missing = e.column;
        }
      } catch (ExpressionSyntax.Refusal e) {
        // The table has the columns; what else is wrong is reported with the table.
        return;
      }
    }
    if (!missing.isEmpty()) {
      boolean somewhere = covered.stream().anyMatch(hasColumn(missing));
      fail(
          policy.when(),
          somewhere
              ? "No table of the set has all columns of this expression; one lacks " + missing
              : unknownColumn(missing));
    }
  }

  private static java.util.function.Predicate<ProductTable> hasColumn(String name) {
    return table -> table.ordinal(name).isPresent();
  }

  private void checkTest(TestCase test) {
    for (Map.Entry<String, Scalar> attribute : test.as().attributes().entrySet()) {
      if (!document.attributes().containsKey(attribute.getKey())) {
        List<String> known = List.copyOf(document.attributes().keySet());
        fail(
            attribute.getValue(),
            PolicyDocumentReader.unknown("attribute", attribute.getKey(), known));
      }
    }
    String object = test.object().text();
    List<ProductTable> tables =
        covered.stream()
            .filter(
                table ->
                    ("." + table.displayName())
                        .regionMatches(
                            true,
                            table.displayName().length() - object.length(),
                            "." + object,
                            0,
                            object.length() + 1))
            .toList();
    if (tables.size() != 1) {
      List<String> known = covered.stream().map(ProductTable::displayName).toList();
      fail(test.object(), PolicyDocumentReader.unknown("table", object, known));
      return;
    }
    List<Scalar> named = new ArrayList<>(test.expect().masked().orElse(List.of()));
    named.addAll(test.expect().denied());
    named.stream()
        .filter(name -> tables.get(0).ordinal(name.text()).isEmpty())
        .forEach(name -> fail(name, unknownColumn(name.text())));
  }

  private void fail(Scalar at, String message) {
    problems.add(Problem.error(at, message));
  }
}
