package io.meshgate.spi;

import java.util.Map;
import java.util.Objects;

/**
 * How a source writes SQL, as data: the gateway renders fragments from it.
 *
 * @param identifierQuote the quote character of identifiers; doubled inside them
 * @param backslashEscapes whether a backslash escapes inside string literals and must be doubled
 * @param nullOrdering where NULLs sort and whether {@code NULLS FIRST} and {@code NULLS LAST} exist
 * @param textOrder how a text expression is written where it is ordered or compared by {@code <},
 *     with {@code {}} for the expression, so that the order is that of the code points: {@code {}
 *     COLLATE "C"}
 * @param typeNames the canonical source type of each family, for casts of computed columns; {@code
 *     {p}} and {@code {s}} stand for precision and scale, {@code {i}} for the standard's name of an
 *     integer type, {@code {i16}} for the same of at least 16 bits. A family without an entry is
 *     never cast
 * @param literals literal forms by family where they are not the standard's, with {@code {}} for
 *     the value's text, for example {@code TIMESTAMP -> TIMESTAMP '{}'}
 */
public record SqlSyntax(
    char identifierQuote,
    boolean backslashEscapes,
    NullOrdering nullOrdering,
    String textOrder,
    Map<TypeKind, String> typeNames,
    Map<TypeKind, String> literals) {

  /** Where NULLs sort at a source. */
  public enum NullOrdering {
    /** {@code NULLS FIRST} and {@code NULLS LAST} can be written. */
    EXPLICIT,
    /**
     * NULLs sort below all values and cannot be told otherwise: {@code x IS NULL} is an extra key.
     */
    LOWEST
  }

  public SqlSyntax {
    Objects.requireNonNull(nullOrdering, "nullOrdering");
    Objects.requireNonNull(textOrder, "textOrder");
    typeNames = Map.copyOf(typeNames);
    literals = Map.copyOf(literals);
  }
}
