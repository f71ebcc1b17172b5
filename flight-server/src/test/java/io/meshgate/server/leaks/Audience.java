package io.meshgate.server.leaks;

/** For whom a rule is. */
enum Audience {
  /** Readers, and the product with rights of its own over the table. */
  ALL_READERS("groups: [g], products: [shop.owned_%s]"),
  READERS("groups: [g]"),
  PRODUCTS("products: [shop.owned_%s]"),
  /** Where it shows something, all users; where it hides something, products too. */
  EVERYBODY("all: true"),
  NARROW("groups: [narrow]"),
  /** Nobody who asks. */
  OTHERS("groups: [others]");

  private final String text;

  Audience(String text) {
    this.text = text;
  }

  /** As a policy says it. */
  String yaml(RandomTable table) {
    return text.formatted(table.name());
  }

  /** Whether a rule that shows something counts for somebody. */
  boolean admits(Viewer viewer) {
    return this == EVERYBODY ? viewer != Viewer.PRODUCT : matches(viewer);
  }

  /** Whether a rule that hides something counts for somebody. */
  boolean matches(Viewer viewer) {
    return switch (this) {
      case ALL_READERS, EVERYBODY -> true;
      case READERS -> viewer != Viewer.PRODUCT;
      case PRODUCTS -> viewer == Viewer.PRODUCT;
      case NARROW -> viewer == Viewer.BEA;
      case OTHERS -> false;
    };
  }
}
