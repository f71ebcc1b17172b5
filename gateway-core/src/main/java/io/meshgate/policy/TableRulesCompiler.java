package io.meshgate.policy;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.policy.ExpressionCompiler.UnknownColumn;
import io.meshgate.policy.PolicyDocument.ColumnMask;
import io.meshgate.policy.PolicyDocument.ColumnMatch;
import io.meshgate.policy.PolicyDocument.Effect;
import io.meshgate.policy.PolicyDocument.Grant;
import io.meshgate.policy.PolicyDocument.RowPolicy;
import io.meshgate.policy.TableRules.ColumnGrant;
import io.meshgate.policy.TableRules.MaskRule;
import io.meshgate.policy.TableRules.MaskStrength;
import io.meshgate.policy.TableRules.RowRule;
import io.meshgate.policy.mapping.MappingTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Types the rules of one set against one table. */
final class TableRulesCompiler {

  private final PolicyDocument document;
  private final ProductTable table;
  private final Set<String> keyIds;
  private final UsedTables mappings;
  private final List<Problem> problems = new ArrayList<>();
  private boolean failed;

  TableRulesCompiler(
      PolicyDocument document, ProductTable table, Set<String> keyIds, UsedTables mappings) {
    this.document = document;
    this.table = table;
    this.keyIds = keyIds;
    this.mappings = mappings;
  }

  /** The tables that sub-queries of a row policy may read. */
  interface UsedTables {
    List<MappingTable> of(RowPolicy policy);
  }

  List<Problem> problems() {
    return problems;
  }

  /** Whether some rule could not be typed, so that the table must not be shown under this set. */
  boolean failed() {
    return failed;
  }

  TableRules compile() {
    List<ColumnGrant> grants = document.grants().stream().map(this::grant).toList();
    List<TableRules.Refusal> denials =
        document.denials().stream()
            .map(denial -> new TableRules.Refusal(ruleId(denial.id()), denial.to()))
            .toList();
    List<MaskRule> masks = new ArrayList<>();
    for (ColumnMask mask : document.columnMasks()) {
      for (int ordinal = 0; ordinal < table.columns().size(); ordinal++) {
        if (matches(mask.match(), table.columns().get(ordinal))) {
          mask(mask, ordinal).ifPresent(masks::add);
        }
      }
    }
    refuseOverlaps(masks);
    warnOfInferred(masks);
    return new TableRules(
        document.id(),
        document.layer(),
        grants,
        denials,
        rows(Effect.PERMIT),
        rows(Effect.RESTRICT),
        masks,
        document.limits());
  }

  private void warnOfInferred(List<MaskRule> masks) {
    if (!table.isInferred()) {
      return;
    }
    String message =
        table.displayName()
            + " is read from a file of text, so that the types of its columns tell of all of its"
            + " rows: whoever this hides anything from does not see the table at all. Publish it"
            + " as Parquet or as a table of a database";
    document.rowPolicies().forEach(policy -> problems.add(Problem.warning(policy.when(), message)));
    document.columnMasks().stream()
        .filter(mask -> masks.stream().anyMatch(rule -> rule.id().equals(ruleId(mask.id()))))
        .forEach(mask -> problems.add(Problem.warning(mask.at(), message)));
  }

  private ColumnGrant grant(Grant grant) {
    return new ColumnGrant(
        ruleId(grant.id()),
        grant.to(),
        new LinkedHashSet<>(grant.purposes()),
        ordinals(grant.allowed()),
        ordinals(grant.denied()),
        grant.rows(),
        grant.validUntil());
  }

  private Set<Integer> ordinals(List<Scalar> names) {
    Set<Integer> ordinals = new HashSet<>();
    for (Scalar name : names) {
      if (name.text().equals("*")) {
        for (int i = 0; i < table.columns().size(); i++) {
          ordinals.add(i);
        }
      }
      table.ordinal(name.text()).ifPresent(ordinals::add);
    }
    return ordinals;
  }

  private List<RowRule> rows(Effect effect) {
    List<RowRule> rules = new ArrayList<>();
    for (RowPolicy policy : document.rowPolicies()) {
      if (policy.effect() == effect) {
        rules.add(new RowRule(ruleId(policy.id()), policy.to(), condition(policy)));
      }
    }
    return rules;
  }

  private Optional<PolicyExpression> condition(RowPolicy policy) {
    try {
      return Optional.of(
          ExpressionCompiler.compileCondition(
              policy.when().text(), table, document.attributes(), mappings.of(policy)));
    } catch (UnknownColumn e) {
      String effect =
          policy.effect() == Effect.RESTRICT ? " hides all its rows" : " shows none of its rows";
      String message =
          table.displayName() + " has no column '" + e.column + "': the row policy" + effect;
      problems.add(Problem.warning(policy.when(), message));
    } catch (ExpressionSyntax.Refusal e) {
      fail(policy.when(), e.getMessage() + " (in " + table.displayName() + ")");
    }
    return Optional.empty();
  }

  private static boolean matches(ColumnMatch match, ProductColumn column) {
    return match.columns().stream().anyMatch(name -> name.text().equalsIgnoreCase(column.name()))
        || match.columns().stream().anyMatch(name -> name.text().equals("*"))
        || match.tags().stream().anyMatch(tag -> column.tags().contains(tag.text()))
        || match.classifications().stream()
            .anyMatch(wanted -> column.classification().filter(wanted.text()::equals).isPresent());
  }

  private Optional<MaskRule> mask(ColumnMask mask, int ordinal) {
    String column = table.displayName() + "." + table.columns().get(ordinal).name();
    if (mask.using() instanceof MaskMethod.Hash hash && !keyIds.contains(hash.key().text())) {
      fail(
          hash.key(),
          PolicyDocumentReader.unknown(
              "key", hash.key().text(), keyIds.stream().sorted().toList()));
      return Optional.empty();
    }
    try {
      PolicyExpression value =
          MaskExpressions.of(mask.using(), table, ordinal, document.attributes());
      return Optional.of(rule(mask, ordinal, Optional.of(value)));
    } catch (UnknownColumn e) {
      fail(mask.at(), "The mask of " + column + " needs a column '" + e.column + "' of its table");
    } catch (ExpressionSyntax.Refusal e) {
      fail(mask.at(), "The mask does not fit " + column + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  private MaskRule rule(ColumnMask mask, int ordinal, Optional<PolicyExpression> value) {
    MaskMethod method = mask.using();
    MaskStrength strength = MaskStrength.of(method.kind());
    Optional<Integer> order = Optional.empty();
    if (method instanceof MaskMethod.Truncate truncate) {
      order = Optional.of(RuleReader.coarseness(truncate.unit()));
    } else if (method instanceof MaskMethod.Round round) {
      order = Optional.of(round.digits());
    }
    return new MaskRule(
        ruleId(mask.id()), mask.to(), ordinal, method.kind(), strength, order, value);
  }

  private void refuseOverlaps(List<MaskRule> masks) {
    for (int i = 0; i < masks.size(); i++) {
      for (int j = i + 1; j < masks.size(); j++) {
        MaskRule first = masks.get(i);
        MaskRule second = masks.get(j);
        if (first.ordinal() == second.ordinal()
            && first.strength() == MaskStrength.EXPRESSION
            && second.strength() == MaskStrength.EXPRESSION
            && first.to().canOverlap(second.to())
            && !same(first.value(), second.value())) {
          fail(
              document.columnMasks().stream()
                  .filter(mask -> ruleId(mask.id()).equals(second.id()))
                  .findFirst()
                  .orElseThrow()
                  .at(),
              "Two expressions mask "
                  + table.displayName()
                  + "."
                  + table.columns().get(first.ordinal()).name()
                  + " and one principal may match both; the other is "
                  + first.id()
                  + ". Except the principals of one from the other");
        }
      }
    }
  }

  private static boolean same(Optional<PolicyExpression> left, Optional<PolicyExpression> right) {
    return left.isPresent() && right.isPresent() && left.get().sameAs(right.get());
  }

  private String ruleId(String id) {
    return document.id() + "/" + id;
  }

  private void fail(YamlNode at, String message) {
    failed = true;
    problems.add(Problem.error(at, message));
  }
}
