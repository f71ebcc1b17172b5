package io.meshgate.plan.place;

import org.apache.calcite.rel.RelNode;

/** A stage whose rows the residual engine reads as a stream. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedStage extends StreamedLeaf {

  private final StageScan stage;

  public PlacedStage(StageScan stage, Placement residual) {
    super(stage, residual);
    this.stage = stage;
  }

  /** The placed plan inside. */
  public RelNode plan() {
    return stage.plan();
  }
}
