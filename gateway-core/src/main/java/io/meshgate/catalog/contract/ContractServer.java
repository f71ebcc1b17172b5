package io.meshgate.catalog.contract;

import java.util.Objects;
import java.util.Optional;

/**
 * A server of a contract: where its data is, without credentials.
 *
 * @param name the server's name, by which a source is bound
 * @param type the kind of server, for example {@code postgres}
 * @param schema the schema that holds the tables, if the server has one
 * @param location the path or address of the files, if the server holds files
 * @param format the format of the files, for example {@code parquet}
 */
public record ContractServer(
    String name,
    String type,
    Optional<String> schema,
    Optional<String> location,
    Optional<String> format) {

  public ContractServer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(format, "format");
  }
}
