package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.plan.place.PlacedScan;
import io.meshgate.policy.guard.GuardedScan;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.util.ImmutableBitSet;
import org.junit.jupiter.api.Test;

/** What the optimizer is told of a table of which the caller sees a part. */
class StatisticsTest {

  private final PlanFixture fixture = new PlanFixture();

  private GuardedScan leaf(String principal, String sql) {
    return find(fixture.split(principal, sql).root());
  }

  private static GuardedScan find(RelNode node) {
    return node instanceof PlacedScan placed ? placed.scan() : find(node.getInput(0));
  }

  @Test
  void areThoseOfUnmaskedColumns() {
    String sql = "SELECT id, email, name FROM crm.customers.people";
    GuardedScan masked = leaf("masked", sql);
    List<String> columns = masked.getRowType().getFieldNames();
    assertThat(masked.distinctCount(columns.indexOf("id"))).hasValue(10_000);
    assertThat(masked.distinctCount(columns.indexOf("email"))).isEmpty();
    assertThat(masked.distinctCount(columns.indexOf("name"))).isEmpty();
    assertThat(leaf("anybody", sql).distinctCount(columns.indexOf("email"))).hasValue(10_000);
  }

  /**
   * A rule that removes a join by a key, or a condition by a constant, would tell of hidden rows.
   */
  @Test
  void areNeitherKeysNorWhatThePolicySays() {
    GuardedScan filtered = leaf("european", "SELECT id, region FROM sales.orders.orders");
    RelMetadataQuery metadata = filtered.getCluster().getMetadataQuery();
    assertThat(filtered.rowPredicate()).isPresent();
    assertThat(metadata.getUniqueKeys(filtered)).isNullOrEmpty();
    assertThat(metadata.areColumnsUnique(filtered, ImmutableBitSet.of(0))).isNotEqualTo(true);
    assertThat(metadata.getPulledUpPredicates(filtered).pulledUpPredicates).isEmpty();
    assertThat(metadata.collations(filtered)).isNullOrEmpty();
  }
}
