package io.meshgate.plan.verify;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexNode;

/**
 * What a part of a fragment hands to the part above it.
 *
 * @param columns in order
 * @param governed whether a leaf below hides rows, masks columns or answers groups only
 * @param sealed whether a leaf below lets nothing of the caller's in
 */
record Output(List<Column> columns, boolean governed, boolean sealed) {

  /** What a column holds. */
  enum Content {
    /** A stored value that the caller may see, or an aggregate of visible rows. */
    PLAIN,
    /** The result of an expression. */
    RESULT,
    /** What a mask put in the place of a value. */
    MASKED
  }

  /**
   * @param origins the stored columns that the value is made of
   */
  record Column(Content content, Set<Origin> origins) {
    Column {
      origins = ImmutableSet.copyOf(origins);
    }
  }

  /** A column of a table at a source, by its position among the contract's. */
  record Origin(String table, int ordinal) {}

  Output {
    columns = ImmutableList.copyOf(columns);
  }

  /** The columns that an expression reads. */
  List<Column> read(RexNode expression) {
    return RelOptUtil.InputFinder.bits(expression).asList().stream().map(columns::get).toList();
  }

  boolean anyMasked(RexNode expression) {
    return read(expression).stream().anyMatch(column -> column.content() == Content.MASKED);
  }
}
