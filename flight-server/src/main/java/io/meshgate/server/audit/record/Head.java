package io.meshgate.server.audit.record;

import java.util.Objects;

/**
 * Where a trail ends: what the next record follows.
 *
 * @param seq the last record's number; 0 before the first
 * @param hash the last record's hash, in hexadecimal
 */
public record Head(long seq, String hash) {

  /** Before the first record of a trail. */
  public static final Head NONE = new Head(0, "0".repeat(64));

  public Head {
    Objects.requireNonNull(hash, "hash");
  }
}
