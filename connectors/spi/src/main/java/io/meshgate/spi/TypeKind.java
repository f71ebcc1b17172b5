package io.meshgate.spi;

/** Families of types, as far as operators behave alike on them. */
public enum TypeKind {
  BOOLEAN,
  /** Signed integers of 8 to 64 bits. */
  INTEGER,
  /** Exact decimals. */
  DECIMAL,
  /** IEEE 754 single precision. */
  REAL,
  /** IEEE 754 double precision. */
  DOUBLE,
  /** Character strings of any length. */
  TEXT,
  BINARY,
  DATE,
  /** Time of day without zone. */
  TIME,
  /** Date and time without zone, microseconds. */
  TIMESTAMP,
  /** A point in time, microseconds. */
  TIMESTAMP_TZ,
  /** Everything else: intervals, lists, structs. */
  OTHER
}
