package io.meshgate.plan.place;

import org.apache.calcite.rel.RelNode;

/** A node whose rows come to the residual as a stream from outside. */
public sealed interface StreamedInput extends RelNode
    permits PlacedScan, PlacedStage, PlacedSystemScan, PlacedView, RemoteFetch {}
