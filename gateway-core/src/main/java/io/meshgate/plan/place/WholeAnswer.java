package io.meshgate.plan.place;

import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;

/**
 * Refuses queries that would be answered over a part of what they ask for.
 *
 * <p>It looks at decisions alone: what it says does not depend on rows, and holds no rule.
 */
public final class WholeAnswer {

  private WholeAnswer() {}

  /**
   * Checks a plan whose leaves hold only the columns in use.
   *
   * @throws QueryException with the tables of which rows are hidden and the columns that are masked
   */
  public static void require(RelNode plan) {
    Parts hidden = new Parts(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    hidden.lookAt(plan);
    Set<String> filtered = hidden.filtered();
    Set<String> masked = hidden.masked();
    Set<String> grouped = hidden.grouped();
    List<String> parts = new ArrayList<>();
    if (!filtered.isEmpty()) {
      parts.add("rows are filtered in " + String.join(", ", filtered));
    }
    if (!masked.isEmpty()) {
      parts.add("values are masked in " + String.join(", ", masked));
    }
    if (!grouped.isEmpty()) {
      parts.add("small groups are left out of " + String.join(", ", grouped));
    }
    if (!parts.isEmpty()) {
      throw new QueryException(
          ErrorCode.PERMISSION_DENIED,
          "This session is strict, and you see only a part of what the query asks for: "
              + String.join("; ", parts)
              + ". Set the option 'strict' to 'off' to be answered over the part that you see");
    }
  }

  /** What is not seen of tables, by their names. */
  private record Parts(Set<String> filtered, Set<String> masked, Set<String> grouped) {

    void lookAt(RelNode plan) {
      plan.accept(
          new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode other) {
              if (other instanceof GuardedLeaf leaf) {
                lookAt(leaf);
              }
              return super.visit(other);
            }
          });
    }

    private void lookAt(GuardedLeaf leaf) {
      String table = leaf.table().displayName();
      if (leaf.rowPredicate().isPresent()) {
        filtered.add(table);
      }
      for (int position = 0; position < leaf.columns().size(); position++) {
        if (leaf.isMasked(position)) {
          masked.add(table + "." + leaf.column(position).name());
        }
      }
      if (leaf.limits().onlyGroups()) {
        grouped.add(table);
      }
      // What a product reads with rights of its own is the whole of it for its readers.
      if (leaf instanceof GuardedView view && view.rights() == ProductTable.Rights.INVOKER) {
        lookAt(view.body());
      }
    }
  }
}
