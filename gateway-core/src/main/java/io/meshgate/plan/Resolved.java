package io.meshgate.plan;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A statement whose names and types are settled.
 *
 * @param rel the plan; its leaves are {@link io.meshgate.policy.guard.ProductScan}s
 * @param rowType the result's columns, by the names that the caller sees
 * @param parameters types of the parameters, in order
 */
record Resolved(RelNode rel, RelDataType rowType, List<RelDataType> parameters) {
  Resolved {
    Objects.requireNonNull(rel, "rel");
    Objects.requireNonNull(rowType, "rowType");
    parameters = List.copyOf(parameters);
  }
}
