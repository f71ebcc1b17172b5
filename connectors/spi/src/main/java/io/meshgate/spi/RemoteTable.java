package io.meshgate.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table as its source describes it.
 *
 * @param name the name that was asked for
 * @param from how the table stands in a {@code FROM} clause of the source's SQL, rendered and
 *     quoted by the connector, for example {@code "public"."orders"} or {@code
 *     read_parquet('/data/x.parquet')}; the bare name for a source without SQL
 * @param columns all columns in the source's order
 * @param rowCount the source's own estimate; a hint for the cost model, not a fact
 * @param typing where names and types of the columns come from
 */
public record RemoteTable(
    TableName name, String from, List<RemoteColumn> columns, OptionalLong rowCount, Typing typing) {

  /** Where names and types of a table's columns come from. */
  public enum Typing {
    /** Somebody has declared them. */
    DECLARED,
    /**
     * They follow from the rows, as those of CSV and JSON files do: each row may change them, and
     * may make the whole table unreadable.
     */
    INFERRED
  }

  public RemoteTable {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(rowCount, "rowCount");
    Objects.requireNonNull(typing, "typing");
    columns = List.copyOf(columns);
  }

  /** A table with declared columns. */
  public RemoteTable(
      TableName name, String from, List<RemoteColumn> columns, OptionalLong rowCount) {
    this(name, from, columns, rowCount, Typing.DECLARED);
  }

  /** The column of this exact name. */
  public Optional<RemoteColumn> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }
}
