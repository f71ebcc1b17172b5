package io.meshgate.connector.testing.query;

/** Families of values. */
public enum Kind {
  INTEGER("INTEGER"),
  DECIMAL("DECIMAL(12, 2)"),
  DOUBLE("DOUBLE"),
  TEXT("VARCHAR"),
  BOOLEAN("BOOLEAN"),
  DATE("DATE"),
  TIMESTAMP("TIMESTAMP");

  private final String type;

  Kind(String type) {
    this.type = type;
  }

  /** A type of the family, for casts. */
  String type() {
    return type;
  }

  boolean isNumber() {
    return this == INTEGER || this == DECIMAL || this == DOUBLE;
  }
}
