package io.meshgate.plan.verify;

/** A plan breaks an access rule. The text names tables and columns, never values. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }
}
