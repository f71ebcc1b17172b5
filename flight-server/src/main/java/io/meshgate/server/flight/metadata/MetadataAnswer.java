package io.meshgate.server.flight.metadata;

import io.meshgate.server.flight.delivery.ResultForm;
import io.meshgate.server.flight.service.VisibleTable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The answer to a metadata command: its schema, known at once, and its rows, written when they are
 * fetched.
 *
 * @param schema exactly the schema that the specification gives
 * @param filler writes all rows, given what the caller may see
 */
public record MetadataAnswer(
    Schema schema, BiConsumer<VectorSchemaRoot, Supplier<Visible>> filler) {

  public MetadataAnswer {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(filler, "filler");
  }

  /**
   * What the caller may see.
   *
   * @param catalog the name of the one catalog
   * @param tables the tables, sorted by schema and name
   * @param form how the caller's results are sent
   */
  public record Visible(String catalog, List<VisibleTable> tables, ResultForm form) {
    public Visible {
      Objects.requireNonNull(catalog, "catalog");
      Objects.requireNonNull(form, "form");
      tables =
          tables.stream()
              .sorted(
                  Comparator.comparing(VisibleTable::catalog)
                      .thenComparing(VisibleTable::schema)
                      .thenComparing(VisibleTable::name)
                      .thenComparing(VisibleTable::type))
              .toList();
    }
  }
}
