package io.meshgate.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A column as its source describes it.
 *
 * <p>A column whose type the connector cannot carry over without loss has an {@link Unsupported}
 * type; it can be described but not read.
 *
 * @param name the column's name at the source, unquoted
 * @param sourceType the source's own type text, for example {@code numeric(12,2)}; for messages and
 *     for comparison with a contract's {@code physicalType}
 * @param type what the column is in Arrow, or why it has no Arrow type
 * @param nullable false only if the source guarantees that there is no NULL
 * @param read the SQL that reads the column as the canonical source type of its Arrow type, with
 *     {@code {}} where the quoted column reference goes: {@code {}} for a plain read, {@code
 *     CAST({} AS text)} where a conversion is needed. A plain read means that operators on the bare
 *     column have the gateway's semantics, save for text comparison, which {@link Capabilities}
 *     describes
 * @param tolerantRead the same for statements that also look at rows which nobody gets to see:
 *     where {@code read} fails the statement at a value that the Arrow type cannot hold, this does
 *     not. It gives a value that the connector's reader refuses ({@link RemoteScan.Misfits})
 * @param distinctCount the source's estimate of distinct values that are not NULL
 */
public record RemoteColumn(
    String name,
    String sourceType,
    ColumnType type,
    boolean nullable,
    String read,
    String tolerantRead,
    OptionalLong distinctCount) {

  /** The mark in {@link #read} that stands for the quoted column reference. */
  public static final String REFERENCE = "{}";

  /** An Arrow type or the reason why there is none. */
  public sealed interface ColumnType permits Supported, Unsupported {}

  /** A type that the connector reads without loss. */
  public record Supported(ValueType valueType) implements ColumnType {
    public Supported {
      Objects.requireNonNull(valueType, "valueType");
    }

    /** A type without children. */
    public Supported(ArrowType arrowType) {
      this(ValueType.of(arrowType));
    }
  }

  /** A type that the connector refuses; the reason says what would work. */
  public record Unsupported(String reason) implements ColumnType {
    public Unsupported {
      Objects.requireNonNull(reason, "reason");
    }
  }

  public RemoteColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sourceType, "sourceType");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(distinctCount, "distinctCount");
    requireReference(name, read);
    requireReference(name, tolerantRead);
  }

  /** A column that is read in one way. */
  public RemoteColumn(
      String name,
      String sourceType,
      ColumnType type,
      boolean nullable,
      String read,
      OptionalLong distinctCount) {
    this(name, sourceType, type, nullable, read, read, distinctCount);
  }

  private static void requireReference(String name, String read) {
    if (!read.contains(REFERENCE)) {
      throw new IllegalArgumentException("read of column " + name + " lacks {}: " + read);
    }
  }

  /** What the values are in Arrow, if the column can be read. */
  public Optional<ValueType> valueType() {
    return type instanceof Supported supported
        ? Optional.of(supported.valueType())
        : Optional.empty();
  }

  /** The Arrow type, without children, if the column can be read. */
  public Optional<ArrowType> arrowType() {
    return valueType().map(ValueType::arrowType);
  }
}
