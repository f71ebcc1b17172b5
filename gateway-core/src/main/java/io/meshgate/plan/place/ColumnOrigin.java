package io.meshgate.plan.place;

import io.meshgate.plan.place.Placed.PlacedAggregate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexInputRef;

/** Where a column of a fragment comes from. */
public final class ColumnOrigin {

  private ColumnOrigin() {}

  /**
   * Whether the column holds a stored value as it is read: it then already has the canonical type
   * and needs no cast.
   */
  public static boolean isStored(RelNode node, int column) {
    if (node instanceof PlacedScan scan) {
      return !scan.scan().isMasked(column);
    }
    if (node instanceof Filter || node instanceof Sort) {
      return isStored(node.getInput(0), column);
    }
    if (node instanceof Project project) {
      return project.getProjects().get(column) instanceof RexInputRef reference
          && isStored(project.getInput(), reference.getIndex());
    }
    if (node instanceof Join join) {
      int left = join.getLeft().getRowType().getFieldCount();
      return column < left
          ? isStored(join.getLeft(), column)
          : isStored(join.getRight(), column - left);
    }
    if (node instanceof PlacedAggregate aggregate && column < aggregate.getGroupCount()) {
      return isStored(aggregate.getInput(), aggregate.getGroupSet().nth(column));
    }
    return false;
  }
}
