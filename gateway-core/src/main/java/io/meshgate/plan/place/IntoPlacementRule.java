package io.meshgate.plan.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.jspecify.annotations.Nullable;

/**
 * Moves one kind of operator into a placement, if the placement can run it and no policy forbids
 * it.
 *
 * @param <R> the operator
 */
abstract class IntoPlacementRule<R extends RelNode> extends ConverterRule {

  private final Class<R> type;
  private final Placement placement;

  IntoPlacementRule(Class<R> type, Placement placement, String name) {
    super(
        Config.INSTANCE.withConversion(
            type, Convention.NONE, placement, name + ":" + placement.getName()));
    this.type = type;
    this.placement = placement;
  }

  /** The operator in the placement, or empty if it may not run there. */
  abstract Optional<RelNode> place(R rel);

  @Override
  public final @Nullable RelNode convert(RelNode rel) {
    return place(type.cast(rel)).orElse(null);
  }

  Placement placement() {
    return placement;
  }

  RelTraitSet traits(RelNode rel) {
    return rel.getTraitSet().replace(placement);
  }

  RelNode placed(RelNode input) {
    return convert(input, input.getTraitSet().replace(placement));
  }

  List<RelNode> placed(List<RelNode> inputs) {
    List<RelNode> placed = new ArrayList<>();
    inputs.forEach(input -> placed.add(placed(input)));
    return placed;
  }
}
