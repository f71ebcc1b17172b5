package io.meshgate.plan;

import io.meshgate.policy.guard.GuardedLeaf;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Calcite's trimmer, which also narrows guarded leaves. Public because Calcite calls it by
 * reflection.
 */
public final class ScanTrimmer extends RelFieldTrimmer {

  ScanTrimmer(RelBuilder builder) {
    super(null, builder);
  }

  /** Narrows a leaf to the columns in use; one stays where none is. */
  public TrimResult trimFields(
      GuardedLeaf leaf, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    ImmutableBitSet kept = fieldsUsed.isEmpty() ? ImmutableBitSet.of(0) : fieldsUsed;
    if (kept.cardinality() == leaf.getRowType().getFieldCount()) {
      return result(leaf, Mappings.createIdentity(kept.cardinality()));
    }
    var mapping =
        Mappings.create(
            MappingType.INVERSE_SURJECTION, leaf.getRowType().getFieldCount(), kept.cardinality());
    int target = 0;
    for (int source : kept) {
      mapping.set(source, target++);
    }
    return result(leaf.withColumns(kept.asList()), mapping);
  }
}
