package io.meshgate.server.flight.delivery;

import io.meshgate.execute.QueryResult;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A result and how it is described to the client.
 *
 * @param result the rows; the delivery closes it
 * @param schema their schema, in the form, with what clients want to know of it
 * @param form how the rows are sent
 */
public record OpenedResult(QueryResult result, Schema schema, ResultForm form) {
  public OpenedResult {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(form, "form");
  }
}
