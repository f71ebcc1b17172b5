package io.meshgate.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.inventory.Audience;
import io.meshgate.policy.inventory.PolicyRule;
import io.meshgate.policy.inventory.PolicySet;
import io.meshgate.policy.inventory.PolicyTest;
import io.meshgate.session.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An immutable snapshot of all policy sets, typed against one catalog.
 *
 * <p>The only thing beside its arguments that a decision depends on is the day (UTC), through the
 * {@code validUntil} of grants. Tables of another catalog than the one it was loaded with are
 * denied if they have changed. Safe for use by many threads; decisions are kept in a bounded cache
 * under the whole principal, never under a digest of it.
 */
public final class AccessPolicies implements AccessPolicy {

  private static final Logger LOG = LoggerFactory.getLogger(AccessPolicies.class);
  private static final int CACHED_DECISIONS = 10_000;
  private static final LocalDate ANY_DAY = LocalDate.EPOCH;

  private final long version;
  private final ImmutableSet<String> closed;
  private final ImmutableMap<String, LoadedSet> loaded;
  private final ImmutableMap<String, SetVersion> sets;
  private final Delegations delegations;
  private final Clock clock;
  private final Cache<Key, Decision> decisions =
      Caffeine.newBuilder().maximumSize(CACHED_DECISIONS).build();

  private record Key(Principal principal, String table, LocalDate day) {}

  /**
   * The last good version of a file.
   *
   * @param text the file's text, by which an unchanged file is known
   */
  record LoadedSet(String text, PolicyDocument document) {
    @Override
    public String toString() {
      return document.id() + " version " + document.version();
    }
  }

  /**
   * @param delegations the combined rules, and what they say about products that read others
   * @param closed keys of tables that are denied to everybody because a file that covers them is
   *     broken
   */
  AccessPolicies(
      long version,
      Delegations delegations,
      Set<String> closed,
      Map<String, LoadedSet> loaded,
      Clock clock) {
    this.version = version;
    this.delegations = Objects.requireNonNull(delegations, "delegations");
    this.closed = ImmutableSet.copyOf(closed);
    this.loaded = ImmutableMap.copyOf(loaded);
    this.sets =
        loaded.values().stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    set -> set.document().id(),
                    set ->
                        new SetVersion(
                            set.document().version(),
                            Hashing.sha256()
                                .hashString(set.text(), StandardCharsets.UTF_8)
                                .toString()),
                    (one, other) -> one));
    this.clock = clock;
  }

  /** Policies that deny everything: what holds before any file was loaded. */
  public static AccessPolicies none() {
    return new AccessPolicies(
        0, new Delegations(Map.of(), Map.of()), Set.of(), Map.of(), Clock.systemUTC());
  }

  /** Grows with each load. */
  public long version() {
    return version;
  }

  /** Names of tables that are denied to everybody because a policy file that covers them is bad. */
  public Set<String> closedTables() {
    return closed;
  }

  /** The sets that cover a table, in the order of their files. */
  public List<PolicySet> covering(DataProduct product, ProductTable table) {
    return loaded.values().stream()
        .map(LoadedSet::document)
        .filter(document -> document.scope().covers(document.layer(), product, table))
        .map(document -> new Inventory(document).set())
        .toList();
  }

  Map<String, LoadedSet> loaded() {
    return loaded;
  }

  @Override
  public Map<String, SetVersion> sets() {
    return sets;
  }

  @Override
  public Decision decide(Principal principal, DataProduct product, ProductTable table) {
    try {
      return delegations.decide(this::own, principal, product, table);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("Denied {}: its policies cannot be evaluated", table.displayName(), e);
      return new Denied(List.of());
    }
  }

  /** Tells the content of a file in the words of its author. */
  record Inventory(PolicyDocument document) {

    PolicySet set() {
      List<PolicyRule> rules = new ArrayList<>();
      document.grants().forEach(grant -> rules.add(rule(grant)));
      document
          .denials()
          .forEach(it -> rules.add(rule(it.id(), PolicyRule.Kind.DENIAL, it.at(), it.to(), "")));
      document.rowPolicies().forEach(policy -> rules.add(rule(policy)));
      document.columnMasks().forEach(mask -> rules.add(rule(mask)));
      limits().ifPresent(rules::add);
      ImmutableMap.Builder<String, String> attributes = ImmutableMap.builder();
      document
          .attributes()
          .forEach((name, type) -> attributes.put(name, type.name().toLowerCase(Locale.ROOT)));
      return new PolicySet(
          document.id(),
          document.version(),
          owner(document.layer()),
          scope(document.scope()),
          attributes.buildOrThrow(),
          document.rowPolicies().stream()
              .flatMap(policy -> policy.uses().stream())
              .map(Scalar::text)
              .distinct()
              .toList(),
          rules,
          document.tests().stream().map(this::test).toList());
    }

    private static String owner(PolicyDocument.Layer layer) {
      return layer
          .product()
          .map(product -> "contract:" + product)
          .or(() -> layer.domain().map(domain -> "domain:" + domain))
          .orElse("governance");
    }

    private PolicyRule rule(
        String id, PolicyRule.Kind kind, YamlNode at, Subjects to, String text) {
      return new PolicyRule(document.id() + "/" + id, kind, at.line(), audience(to), text);
    }

    private static Audience audience(Subjects to) {
      return new Audience(
          to.all(),
          to.named().groups(),
          to.named().users(),
          to.named().products(),
          to.except().groups(),
          to.except().users(),
          to.except().products());
    }

    private PolicyRule rule(PolicyDocument.Grant grant) {
      String denied = grant.denied().isEmpty() ? "" : " except " + names(grant.denied());
      String rows = grant.rows().name().toLowerCase(Locale.ROOT);
      return new PolicyRule(
          document.id() + "/" + grant.id(),
          PolicyRule.Kind.GRANT,
          grant.at().line(),
          audience(grant.to()),
          "columns " + names(grant.allowed()) + denied + "; rows: " + rows,
          ImmutableSet.copyOf(grant.purposes()),
          grant.validUntil());
    }

    private PolicyRule rule(PolicyDocument.RowPolicy policy) {
      PolicyRule.Kind kind =
          policy.effect() == PolicyDocument.Effect.PERMIT
              ? PolicyRule.Kind.PERMIT
              : PolicyRule.Kind.RESTRICT;
      String uses = policy.uses().isEmpty() ? "" : " (uses " + names(policy.uses()) + ")";
      return rule(policy.id(), kind, policy.at(), policy.to(), policy.when().text() + uses);
    }

    private PolicyRule rule(PolicyDocument.ColumnMask mask) {
      List<String> match = new ArrayList<>();
      select("columns", mask.match().columns(), match);
      select("tags", mask.match().tags(), match);
      select("classification", mask.match().classifications(), match);
      String text = method(mask.using()) + " for " + String.join("; ", match);
      return rule(mask.id(), PolicyRule.Kind.MASK, mask.at(), mask.to(), text);
    }

    private Optional<PolicyRule> limits() {
      PolicyDocument.Limits limits = document.limits();
      List<String> texts = new ArrayList<>();
      if (limits.minGroupSize() > 1) {
        texts.add("minGroupSize " + limits.minGroupSize());
      }
      if (limits.aggregateOnly()) {
        texts.add("aggregateOnly");
      }
      if (limits.pushdown() == Decision.PushdownMode.SEALED) {
        texts.add("pushdown sealed");
      }
      limits.egress().ifPresent(domains -> texts.add("egress " + names(domains)));
      return texts.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new PolicyRule(
                  document.id() + "/limits",
                  PolicyRule.Kind.LIMIT,
                  0,
                  audience(limits.to()),
                  String.join("; ", texts)));
    }

    private static String method(MaskMethod method) {
      if (method instanceof MaskMethod.Constant constant) {
        return "constant '" + constant.value().text() + "'";
      }
      if (method instanceof MaskMethod.Hash hash) {
        return "hash with key " + hash.key().text();
      }
      if (method instanceof MaskMethod.Truncate truncate) {
        return "truncate to " + truncate.unit().name().toLowerCase(Locale.ROOT);
      }
      if (method instanceof MaskMethod.Round round) {
        return "round to " + round.digits() + " digits";
      }
      return method instanceof MaskMethod.Expression expression
          ? "expression " + expression.text().text()
          : method.kind();
    }

    private static String scope(PolicyScope scope) {
      if (scope.all()) {
        return "all";
      }
      List<String> selectors = new ArrayList<>();
      select("products", scope.products(), selectors);
      select("domains", scope.domains(), selectors);
      select("tags", scope.tags(), selectors);
      select("classification", scope.classifications(), selectors);
      return String.join("; ", selectors);
    }

    private static void select(String what, List<Scalar> names, List<String> selectors) {
      if (!names.isEmpty()) {
        selectors.add(what + " " + names(names));
      }
    }

    private static String names(List<Scalar> names) {
      return names.stream().map(Scalar::text).collect(Collectors.joining(", "));
    }

    private PolicyTest test(PolicyDocument.TestCase test) {
      ImmutableMap.Builder<String, Object> attributes = ImmutableMap.builder();
      test.as()
          .attributes()
          .forEach((name, value) -> attributes.put(name, value(name, value.text())));
      Principal as =
          new Principal(
              test.as().user(),
              ImmutableSet.copyOf(test.as().groups()),
              attributes.buildOrThrow(),
              test.as().purpose());
      PolicyDocument.Expectation expect = test.expect();
      return new PolicyTest(
          test.at().line(),
          as,
          test.object().text(),
          new PolicyTest.Expectation(
              expect.allowed(),
              expect.rowsWhere().map(Scalar::text),
              expect.masked().map(names -> names.stream().map(Scalar::text).toList()),
              expect.denied().stream().map(Scalar::text).toList()));
    }

    /** The value of the declared type; text, which rules then take for missing, if it is none. */
    private Object value(String attribute, String text) {
      PolicyDocument.AttributeType type = document.attributes().get(attribute);
      try {
        return switch (type == null ? PolicyDocument.AttributeType.STRING : type) {
          case STRING -> text;
          case INTEGER -> Long.valueOf(text);
          case BOOLEAN -> Boolean.valueOf(text);
          case DATE -> LocalDate.parse(text);
        };
      } catch (NumberFormatException | DateTimeParseException e) {
        return text;
      }
    }
  }

  /** What the rules of the table itself say. */
  private Decision own(Principal principal, DataProduct product, ProductTable table) {
    String key = PolicyCompiler.key(table);
    TableDecider decider = delegations.decider(key);
    boolean policyData = table.audience() == ProductTable.Audience.POLICIES;
    if (decider == null || closed.contains(key) || policyData) {
      return new Denied(List.of());
    }
    if (!decider.isFor(product, table)) {
      LOG.error("Denied {}: it has changed since its policies were loaded", table.displayName());
      return new Denied(List.of());
    }
    LocalDate day =
        decider.dependsOnDay() ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : ANY_DAY;
    return decisions.get(
        new Key(principal, key, day), known -> decider.decide(known.principal(), known.day()));
  }
}
