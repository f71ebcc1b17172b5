package io.meshgate.plan.types;

import io.meshgate.policy.guard.ProductScan;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexInputRef;

/**
 * The SQL names of columns whose Arrow type does not say what they are, such as {@code UUID}, as
 * long as a column is handed through unchanged.
 */
public final class TypeNames {

  private TypeNames() {}

  /** The schema of a result with the names of its columns' types, by the plan that gives it. */
  public static Schema annotate(Schema schema, RelNode plan) {
    List<Field> fields = new ArrayList<>();
    for (Field field : schema.getFields()) {
      ValueType type = ValueType.of(field);
      Optional<String> name = name(plan, fields.size());
      fields.add(new ValueType(type.arrowType(), type.children(), name).field(field.getName()));
    }
    return new Schema(fields, schema.getCustomMetadata());
  }

  private static Optional<String> name(RelNode node, int column) {
    if (node instanceof ProductScan scan) {
      return scan.visibleTable().valueType(column).sqlName();
    }
    if (node instanceof Filter || node instanceof Sort) {
      return name(node.getInput(0), column);
    }
    if (node instanceof Project project) {
      return project.getProjects().get(column) instanceof RexInputRef reference
          ? name(project.getInput(), reference.getIndex())
          : Optional.empty();
    }
    if (node instanceof Join || node instanceof Correlate) {
      int left = node.getInput(0).getRowType().getFieldCount();
      return column < left ? name(node.getInput(0), column) : name(node.getInput(1), column - left);
    }
    if (node instanceof Aggregate aggregate && column < aggregate.getGroupCount()) {
      return name(aggregate.getInput(), aggregate.getGroupSet().nth(column));
    }
    return node instanceof SetOp setOp ? common(setOp, column) : Optional.empty();
  }

  /** The name that all inputs agree on. */
  private static Optional<String> common(SetOp setOp, int column) {
    List<Optional<String>> names =
        setOp.getInputs().stream().map(input -> name(input, column)).distinct().toList();
    return names.size() == 1 ? names.get(0) : Optional.empty();
  }
}
