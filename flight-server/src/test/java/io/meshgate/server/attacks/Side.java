package io.meshgate.server.attacks;

import java.util.Locale;

/** One of two meshes whose data differ only in what the attacker must not see. */
enum Side {
  /** Holds nothing that is hidden, but for the raw values of masked and denied cells. */
  CLEAN,
  /** Holds hidden rows of the worst kinds, other raw values, and things that nobody may name. */
  POISONED;

  /** The schema, or database, that the mesh has at a server. */
  String schema() {
    return "twin_" + name().toLowerCase(Locale.ROOT);
  }
}
