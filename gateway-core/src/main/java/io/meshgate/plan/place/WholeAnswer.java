package io.meshgate.plan.place;

import io.meshgate.policy.GuardedScan;
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
    Set<String> filtered = new TreeSet<>();
    Set<String> masked = new TreeSet<>();
    Set<String> grouped = new TreeSet<>();
    plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            if (other instanceof GuardedScan scan) {
              look(scan, filtered, masked);
              if (scan.decision().limits().onlyGroups()) {
                grouped.add(scan.table().displayName());
              }
            }
            return super.visit(other);
          }
        });
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

  private static void look(GuardedScan scan, Set<String> filtered, Set<String> masked) {
    String table = scan.table().displayName();
    if (scan.rowPredicate().isPresent()) {
      filtered.add(table);
    }
    for (int position = 0; position < scan.columns().size(); position++) {
      if (scan.isMasked(position)) {
        masked.add(table + "." + scan.column(position).name());
      }
    }
  }
}
