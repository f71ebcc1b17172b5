package io.meshgate.server.audit.verify;

import java.util.Locale;
import java.util.Objects;

/**
 * What is wrong with a trail.
 *
 * @param kind what kind of change it is
 * @param seq the number of the first record that is not as it was written, or is not there
 * @param text what was found, and where
 */
public record Finding(Kind kind, long seq, String text) {

  /** Kinds of changes. */
  public enum Kind {
    /** A record is not what was written. */
    EDITED,
    /** Records are not there, and others stand behind them. */
    GAP,
    /** Records stand in another order, or twice. */
    REORDERED,
    /** The end is not there. */
    TRUNCATED,
    /** Records and their hashes were made anew, and no signature covers them. */
    RECHAINED
  }

  public Finding {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return "record " + seq + ": " + kind.name().toLowerCase(Locale.ROOT) + ": " + text;
  }
}
