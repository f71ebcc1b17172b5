package io.meshgate.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.session.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final ImmutableMap<String, TableDecider> deciders;
  private final ImmutableSet<String> closed;
  private final ImmutableMap<String, LoadedSet> loaded;
  private final ImmutableMap<String, SetVersion> sets;
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
   * @param deciders the combined rules, by key of table
   * @param closed keys of tables that are denied to everybody because a file that covers them is
   *     broken
   */
  AccessPolicies(
      long version,
      Map<String, TableDecider> deciders,
      Set<String> closed,
      Map<String, LoadedSet> loaded,
      Clock clock) {
    this.version = version;
    this.deciders = ImmutableMap.copyOf(deciders);
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
    return new AccessPolicies(0, Map.of(), Set.of(), Map.of(), Clock.systemUTC());
  }

  /** Grows with each load. */
  public long version() {
    return version;
  }

  /** Names of tables that are denied to everybody because a policy file that covers them is bad. */
  public Set<String> closedTables() {
    return closed;
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
      return decideOpen(principal, product, table);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("Denied {}: its policies cannot be evaluated", table.displayName(), e);
      return new Denied(List.of());
    }
  }

  private Decision decideOpen(Principal principal, DataProduct product, ProductTable table) {
    String key = PolicyCompiler.key(table);
    TableDecider decider = deciders.get(key);
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
