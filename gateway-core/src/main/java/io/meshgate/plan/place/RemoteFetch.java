package io.meshgate.plan.place;

import java.util.List;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterImpl;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** The border between a source and the residual engine: the rows below it are moved. */
public final class RemoteFetch extends ConverterImpl implements StreamedInput {

  public RemoteFetch(RelNode input, RelTraitSet traits) {
    super(input.getCluster(), ConventionTraitDef.INSTANCE, traits, input);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RemoteFetch(inputs.get(0), traits);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    double bytes = mq.getRowCount(this) * TransferCost.rowBytes(getRowType());
    return planner.getCostFactory().makeCost(bytes + TransferCost.REQUEST, 0, 0);
  }
}
