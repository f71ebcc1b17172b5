package io.meshgate.plan.group;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apache.calcite.rel.RelNode;

/**
 * Rows with the numbers of the rows of limited tables that they are made of.
 *
 * @param rel the rows: their own columns first, then the numbers
 * @param numbers the columns of the numbers, in the order of the limited tables in the plan; none
 *     if rows were not numbered
 */
record NumberedRows(RelNode rel, List<Integer> numbers) {
  NumberedRows {
    numbers = ImmutableList.copyOf(numbers);
  }
}
