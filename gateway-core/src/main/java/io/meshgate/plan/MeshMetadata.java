package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.policy.guard.GuardedScan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.ChainedRelMetadataProvider;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataDef;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.ReflectiveRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Row and distinct counts from the sources' statistics, in front of Calcite's guesses.
 *
 * <p>They steer the optimizer only. Keys and uniqueness of leaves are not told, so that no rule
 * removes a join or a row on the word of a table of which the caller sees a part.
 */
// Public because Calcite reaches it by reflection and from generated code.
public final class MeshMetadata {

  /** Calcite's metadata with ours before it. */
  static final RelMetadataProvider PROVIDER =
      ChainedRelMetadataProvider.of(
          ImmutableList.of(
              ReflectiveRelMetadataProvider.reflectiveSource(
                  new RowCounts(), BuiltInMetadata.RowCount.Handler.class),
              ReflectiveRelMetadataProvider.reflectiveSource(
                  new DistinctCounts(), BuiltInMetadata.DistinctRowCount.Handler.class),
              ReflectiveRelMetadataProvider.reflectiveSource(
                  new CommonPredicates(), BuiltInMetadata.Predicates.Handler.class),
              DefaultRelMetadataProvider.INSTANCE));

  private static final double NO_EQUALITY_SELECTIVITY = 0.3;
  private static final double UNKNOWN_DISTINCT_FRACTION = 0.1;

  private MeshMetadata() {}

  /** Row counts of joins. Public members because Calcite calls them from generated code. */
  public static final class RowCounts implements MetadataHandler<BuiltInMetadata.RowCount> {

    @Override
    public MetadataDef<BuiltInMetadata.RowCount> getDef() {
      return BuiltInMetadata.RowCount.DEF;
    }

    /**
     * Rows of a join: those of the product, divided by the distinct values of each pair of keys.
     */
    public Double getRowCount(Join join, RelMetadataQuery mq) {
      double left = mq.getRowCount(join.getLeft());
      double right = mq.getRowCount(join.getRight());
      JoinInfo info = join.analyzeCondition();
      double matches = left * right;
      double strongest = 1;
      double leftFraction = 1;
      for (int i = 0; i < info.leftKeys.size(); i++) {
        double leftDistinct = distinct(mq, join.getLeft(), info.leftKeys.get(i), left);
        double rightDistinct = distinct(mq, join.getRight(), info.rightKeys.get(i), right);
        strongest = Math.max(strongest, Math.max(leftDistinct, rightDistinct));
        leftFraction = Math.min(leftFraction, Math.min(1, rightDistinct / leftDistinct));
      }
      matches = matches / strongest;
      if (!info.isEqui() && !join.getCondition().isAlwaysTrue()) {
        matches *= NO_EQUALITY_SELECTIVITY;
      }
      return Math.max(1, rows(join.getJoinType(), left, right, matches, leftFraction));
    }

    private static double rows(
        JoinRelType type, double left, double right, double matches, double leftFraction) {
      return switch (type) {
        case LEFT -> Math.max(left, matches);
        case RIGHT -> Math.max(right, matches);
        case FULL -> Math.max(Math.max(left, right), matches);
        case SEMI -> left * leftFraction;
        case ANTI -> left * Math.max(0.1, 1 - leftFraction);
        default -> matches;
      };
    }

    private static double distinct(RelMetadataQuery mq, RelNode rel, int column, double rows) {
      Double distinct = mq.getDistinctRowCount(rel, ImmutableBitSet.of(column), null);
      return distinct == null
          ? Math.max(1, rows * UNKNOWN_DISTINCT_FRACTION)
          : Math.max(1, distinct);
    }
  }

  /**
   * What holds of all rows of a set operation: Calcite's own way compiles Java for each pair of
   * predicates. Public members because Calcite calls them from generated code.
   */
  public static final class CommonPredicates
      implements MetadataHandler<BuiltInMetadata.Predicates> {

    @Override
    public MetadataDef<BuiltInMetadata.Predicates> getDef() {
      return BuiltInMetadata.Predicates.DEF;
    }

    /** What holds of the rows of every input. */
    public RelOptPredicateList getPredicates(Union union, RelMetadataQuery mq) {
      Set<RexNode> common = new LinkedHashSet<>(predicates(union, union.getInput(0), mq));
      union.getInputs().forEach(input -> common.retainAll(predicates(union, input, mq)));
      return RelOptPredicateList.of(SqlTypes.REX, common);
    }

    /** What holds of the rows of the first input. */
    public RelOptPredicateList getPredicates(Intersect intersect, RelMetadataQuery mq) {
      return RelOptPredicateList.of(SqlTypes.REX, predicates(intersect, intersect.getInput(0), mq));
    }

    // Where the types differ the columns are not the same ones.
    private static List<RexNode> predicates(SetOp operation, RelNode input, RelMetadataQuery mq) {
      return operation.getRowType().equals(input.getRowType())
          ? mq.getPulledUpPredicates(input).pulledUpPredicates
          : List.of();
    }
  }

  /** Distinct counts of leaves. Public members because Calcite calls them from generated code. */
  public static final class DistinctCounts
      implements MetadataHandler<BuiltInMetadata.DistinctRowCount> {

    @Override
    public MetadataDef<BuiltInMetadata.DistinctRowCount> getDef() {
      return BuiltInMetadata.DistinctRowCount.DEF;
    }

    /** Distinct values of columns of a guarded leaf. */
    public Double getDistinctRowCount(
        GuardedScan scan,
        RelMetadataQuery mq,
        ImmutableBitSet columns,
        @Nullable RexNode predicate) {
      return distinct(scan, scan.estimateRowCount(mq), columns);
    }

    /** Distinct values of columns of a placed leaf. */
    public Double getDistinctRowCount(
        PlacedScan scan,
        RelMetadataQuery mq,
        ImmutableBitSet columns,
        @Nullable RexNode predicate) {
      return distinct(scan.scan(), scan.estimateRowCount(mq), columns);
    }

    private static double distinct(GuardedScan scan, double rows, ImmutableBitSet columns) {
      double distinct = 1;
      for (int column : columns) {
        boolean wholeKey = isWholeKey(scan, column);
        distinct *=
            wholeKey
                ? rows
                : scan.distinctCount(column).orElse(Math.max(1, rows * UNKNOWN_DISTINCT_FRACTION));
      }
      return Math.max(1, Math.min(rows, distinct));
    }

    private static boolean isWholeKey(GuardedScan scan, int column) {
      return scan.column(column).primaryKeyPosition() == 1
          && scan.table().columns().stream().noneMatch(other -> other.primaryKeyPosition() > 1);
    }
  }
}
