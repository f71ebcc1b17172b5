package io.meshgate.server.leaks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row policy in one of the layers. */
record RowRule(Layer layer, Effect effect, Audience to, Formula when) {

  /** Who wrote a rule. */
  enum Layer {
    GOVERNANCE,
    DOMAIN,
    CONTRACT
  }

  /** What a rule does with rows for which its condition holds. */
  enum Effect {
    PERMIT,
    RESTRICT
  }

  boolean isPermitOf(Layer of) {
    return layer == of && effect == Effect.PERMIT;
  }

  /** Whether a permit shows a row. */
  boolean shows(List<@Nullable Object> row, Viewer viewer) {
    return to.admits(viewer)
        && viewer.attributes().containsAll(when.attributes())
        && when.holds(row);
  }

  /** Whether a restriction hides a row. */
  boolean hides(List<@Nullable Object> row, Viewer viewer) {
    return effect == Effect.RESTRICT
        && to.matches(viewer)
        && !(viewer.attributes().containsAll(when.attributes()) && when.holds(row));
  }

  /** As a policy file says it. */
  String yaml(RandomTable table, String id) {
    return "{id: %s, effect: %s, to: {%s}, when: \"%s\"%s}"
        .formatted(
            id,
            effect == Effect.PERMIT ? "permit" : "restrict",
            to.yaml(table),
            ColumnMask.escaped(when.sql()),
            when.mapped() ? ", uses: [shop.maps]" : "");
  }
}
