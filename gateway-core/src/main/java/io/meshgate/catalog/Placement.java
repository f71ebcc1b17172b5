package io.meshgate.catalog;

import io.meshgate.catalog.contract.ContractServer;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.spi.TableName;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the tables of a contract are.
 *
 * @param source the source's name
 * @param server the contract's server that led there, if one did
 * @param schema the schema at the source, if it has one
 */
record Placement(String source, Optional<ContractServer> server, Optional<String> schema) {

  private static final Set<String> FILE_SERVERS = Set.of("local", "s3", "azure", "sftp");
  private static final Pattern FILE_NAME =
      Pattern.compile(
          ".*([/*?]|\\.(parquet|csv|json|jsonl|ndjson|tsv)(\\.(gz|zst))?)", Pattern.DOTALL);
  private static final Pattern DOT = Pattern.compile("\\.");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(model|object|table)}");

  Placement {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(schema, "schema");
  }

  /** The name of a table at the source: schema and name, or the path of its files. */
  TableName tableName(ContractTable table) {
    String remote = table.remoteName();
    Optional<ContractServer> files =
        server.filter(found -> FILE_SERVERS.contains(found.type()) && found.location().isPresent());
    if (files.isPresent()) {
      return TableName.of(path(files.get(), remote));
    }
    if (remote.contains("/") || FILE_NAME.matcher(remote).matches()) {
      return TableName.of(remote);
    }
    return schema.map(name -> TableName.of(name, remote)).orElseGet(() -> qualified(remote));
  }

  /** Where no schema is given, the table's own name may have one before a dot. */
  private static TableName qualified(String remote) {
    String[] parts = DOT.split(remote, -1);
    return Arrays.stream(parts).anyMatch(String::isBlank)
        ? TableName.of(remote)
        : TableName.of(parts);
  }

  private static String path(ContractServer server, String remote) {
    String location = server.location().orElse("");
    if (PLACEHOLDER.matcher(location).find()) {
      return PLACEHOLDER
          .matcher(location)
          .replaceAll(java.util.regex.Matcher.quoteReplacement(remote));
    }
    if (FILE_NAME.matcher(location).matches() && !location.endsWith("/")) {
      return location;
    }
    String folder = location.endsWith("/") ? location : location + "/";
    if (FILE_NAME.matcher(remote).matches()) {
      return remote.startsWith("/") || remote.contains("://") ? remote : folder + remote;
    }
    return folder + remote + server.format().map(format -> "." + format).orElse("");
  }
}
