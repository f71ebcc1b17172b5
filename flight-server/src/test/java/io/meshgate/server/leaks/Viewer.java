package io.meshgate.server.leaks;

import java.util.Locale;
import java.util.Set;

/** Who asks. */
enum Viewer {
  /** A reader, for whom both fillings have to look the same. */
  ANA,
  /** In the group {@code narrow} too. */
  BEA,
  /** A derived product with rights of its own, through which both may look. */
  PRODUCT;

  String user() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The attributes of the principal. */
  Set<String> attributes() {
    return this == PRODUCT ? Set.of() : Set.of("level", "zone");
  }
}
