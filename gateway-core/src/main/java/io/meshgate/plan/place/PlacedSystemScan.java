package io.meshgate.plan.place;

import io.meshgate.system.SystemScan;

/** A system table's leaf, read by the residual engine. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedSystemScan extends StreamedLeaf {

  private final SystemScan scan;

  PlacedSystemScan(SystemScan scan, Placement residual) {
    super(scan, residual);
    this.scan = scan;
  }

  /** What is read. */
  public SystemScan scan() {
    return scan;
  }
}
