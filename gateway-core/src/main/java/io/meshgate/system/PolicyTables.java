package io.meshgate.system;

import static io.meshgate.system.SystemColumn.bigint;
import static io.meshgate.system.SystemColumn.integer;
import static io.meshgate.system.SystemColumn.text;

import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleTable;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.inventory.PolicyRule;
import io.meshgate.policy.inventory.PolicySet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What policies do to their reader, and for governance the policies themselves. */
public final class PolicyTables {

  private PolicyTables() {}

  /**
   * The tables, by name.
   *
   * @param files the policy files as they are now; asked when a query runs
   */
  public static List<SystemTable> of(Supplier<List<PolicyFile>> files) {
    return List.of(myAccess(), policies(files));
  }

  private static SystemTable myAccess() {
    return new SystemTable(
        MeshTables.SCHEMA,
        "my_access",
        "What the reader sees of each visible column: clear values or masked ones, all rows or some",
        List.of(
            text("schema_name", "Schema of the table"),
            text("table_name", "Name of the table"),
            text("column_name", "Name of the column"),
            text("access", "clear or masked"),
            text("mask", "Kind of the mask; NULL for clear columns"),
            text("table_rows", "all, filtered, or grouped where only aggregates are answered")),
        catalog -> catalog.tables().stream().flatMap(PolicyTables::access));
  }

  private static Stream<List<@Nullable Object>> access(VisibleTable table) {
    String visible = table.decision().rowPredicate().isPresent() ? "filtered" : "all";
    String rows = table.decision().limits().onlyGroups() ? "grouped" : visible;
    List<List<@Nullable Object>> columns = new ArrayList<>();
    for (Decision.VisibleColumn column : table.decision().columns()) {
      columns.add(
          Arrays.asList(
              table.table().schema(),
              table.table().name(),
              table.table().columns().get(column.ordinal()).name(),
              column.mask().isPresent() ? "masked" : "clear",
              column.mask().map(Decision.Mask::kind).orElse(null),
              rows));
    }
    return columns.stream();
  }

  private static SystemTable policies(Supplier<List<PolicyFile>> files) {
    return new SystemTable(
        MeshTables.SCHEMA,
        "policies",
        "Rules of the policy files, and files that are bad; for governance, else empty",
        List.of(
            text("set_id", "Id of the policy set; NULL if nothing of the file is in force"),
            bigint("version", "Version of the set that is in force"),
            text("owner", "governance, domain:<name> or contract:<product>"),
            text("applies_to", "What the set covers"),
            text("rule_id", "Id of the rule; NULL for a set without rules"),
            text("kind", "grant, denial, permit, restrict, mask or limit"),
            text("subjects", "Whom the rule is for"),
            text("definition", "What the rule says"),
            text("file", "The policy file"),
            integer("line", "Line of the rule in the version in force"),
            text(
                "state",
                "in_force, last_good (the file is bad, its last good version counts) or refused"),
            text("problem", "What is wrong with the file")),
        catalog ->
            catalog.principal().isGovernance()
                ? files.get().stream().flatMap(PolicyTables::rules)
                : Stream.of());
  }

  private static Stream<List<@Nullable Object>> rules(PolicyFile file) {
    Optional<PolicySet> set = file.set();
    if (set.isEmpty() || set.get().rules().isEmpty()) {
      return Stream.of(row(file, set, Optional.empty()));
    }
    return set.get().rules().stream().map(rule -> row(file, set, Optional.of(rule)));
  }

  private static List<@Nullable Object> row(
      PolicyFile file, Optional<PolicySet> set, Optional<PolicyRule> rule) {
    String problems = String.join("; ", file.problemTexts());
    return Arrays.asList(
        set.map(PolicySet::id).orElse(null),
        set.map(PolicySet::version).orElse(null),
        set.map(PolicySet::owner).orElse(null),
        set.map(PolicySet::appliesTo).orElse(null),
        rule.map(PolicyRule::id).orElse(null),
        rule.map(each -> each.kind().name().toLowerCase(Locale.ROOT)).orElse(null),
        rule.map(each -> each.to().text()).orElse(null),
        rule.map(PolicyRule::text).orElse(null),
        file.file(),
        rule.map(PolicyRule::line).orElse(null),
        file.state().name().toLowerCase(Locale.ROOT),
        problems.isEmpty() ? null : problems);
  }
}
