package io.meshgate.server.flight.service;

import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What is known of a statement before it runs.
 *
 * @param result the columns of its result
 * @param parameters one field for each parameter, in order, of the type that the statement needs
 */
public record Prepared(Schema result, Schema parameters) {

  public Prepared {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(parameters, "parameters");
  }
}
