package io.meshgate.plan.verify;

import io.meshgate.spi.RemoteScan;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;

/**
 * What one source or one guard is asked, next to the part of the plan that it is to answer.
 *
 * @param node the part: a fragment of the source's, or a leaf that the gateway guards
 * @param scan the request; empty if the raw rows are those of a derived table
 * @param guard the SQL of the guard over the raw rows, if there is one
 */
public record Piece(RelNode node, Optional<RemoteScan> scan, Optional<String> guard) {
  public Piece {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(scan, "scan");
    Objects.requireNonNull(guard, "guard");
  }

  /** What a source is asked. */
  public Piece(RelNode node, RemoteScan scan, Optional<String> guard) {
    this(node, Optional.of(scan), guard);
  }
}
