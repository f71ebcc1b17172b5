package io.meshgate.plan;

import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a statement takes and gives.
 *
 * @param result the schema of the result
 * @param parameters one nullable field a parameter, in order; empty if there is none
 */
public record PreparedQuery(Schema result, Schema parameters) {
  public PreparedQuery {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(parameters, "parameters");
  }
}
