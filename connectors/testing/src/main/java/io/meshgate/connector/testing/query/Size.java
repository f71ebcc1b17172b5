package io.meshgate.connector.testing.query;

/** How much a random query holds on average. */
public enum Size {
  /** One or two relations, few and shallow conditions: quickly planned. */
  SMALL(1, 2, 2, 2),
  /** Up to three relations on each of two levels, and more conditions. */
  LARGE(2, 3, 4, 3);

  private final int depth;
  private final int relations;
  private final int conjuncts;
  private final int items;

  Size(int depth, int relations, int conjuncts, int items) {
    this.depth = depth;
    this.relations = relations;
    this.conjuncts = conjuncts;
    this.items = items;
  }

  /** How many levels a query has below its first. */
  int depth() {
    return depth;
  }

  /** The most relations that a FROM clause joins. */
  int relations() {
    return relations;
  }

  /** One more than the most conditions of a WHERE clause. */
  int conjuncts() {
    return conjuncts;
  }

  /** How deep the expressions of a select list are nested, and one more. */
  int items() {
    return items;
  }
}
