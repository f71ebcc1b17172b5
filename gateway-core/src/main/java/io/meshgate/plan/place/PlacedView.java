package io.meshgate.plan.place;

import io.meshgate.policy.guard.GuardedView;

/** A guarded derived table, whose visible rows the residual engine reads as a stream. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedView extends StreamedLeaf {

  private final GuardedView view;

  public PlacedView(GuardedView view, Placement residual) {
    super(view, residual);
    this.view = view;
  }

  /** The guarded leaf; its body is placed. */
  public GuardedView view() {
    return view;
  }
}
