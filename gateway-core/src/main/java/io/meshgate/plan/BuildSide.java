package io.meshgate.plan;

import io.meshgate.plan.place.StreamedInput;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.rules.JoinCommuteRule;

/**
 * Writes the smaller input of each inner join of the residual on the right, where the engine builds
 * its hash table: it has no statistics of streams and follows the text.
 */
final class BuildSide {

  private BuildSide() {}

  static RelNode choose(RelNode root) {
    RelMetadataQuery mq = root.getCluster().getMetadataQuery();
    return root.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode node) {
            if (node instanceof StreamedInput) {
              return node;
            }
            boolean swap =
                node instanceof Join join
                    && join.getJoinType() == JoinRelType.INNER
                    && mq.getRowCount(join.getLeft()) < mq.getRowCount(join.getRight());
            RelNode visited = super.visit(node);
            if (!swap) {
              return visited;
            }
            RelNode swapped =
                JoinCommuteRule.swap(
                    (Join) visited,
                    false,
                    RelFactories.LOGICAL_BUILDER.create(node.getCluster(), null));
            return swapped == null ? visited : swapped;
          }
        });
  }
}
