package io.meshgate.catalog;

import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.util.Objects;

/** What a source said of a table. */
sealed interface Description {

  /** A table of a source. */
  record Key(String source, TableName table) {
    public Key {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(table, "table");
    }
  }

  /** The source has it. */
  record Found(RemoteTable table) implements Description {
    public Found {
      Objects.requireNonNull(table, "table");
    }
  }

  /** The source has no such table. */
  record Missing() implements Description {}

  /** The source did not answer; trying again may help. */
  record Unanswered(String reason) implements Description {
    public Unanswered {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
