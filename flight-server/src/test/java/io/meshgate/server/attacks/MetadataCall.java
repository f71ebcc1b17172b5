package io.meshgate.server.attacks;

import java.util.List;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.util.TableRef;
import org.jspecify.annotations.Nullable;

/**
 * A call of Flight SQL that asks for names and not for rows.
 *
 * @param kind the command
 * @param arguments its texts, where {@code -} is none
 */
record MetadataCall(String kind, List<String> arguments) {

  static MetadataCall of(String kind, String arguments) {
    return new MetadataCall(
        kind, arguments.isBlank() ? List.of() : List.of(arguments.strip().split(" +", -1)));
  }

  FlightInfo ask(FlightSqlClient client, CallOption... options) {
    return switch (kind) {
      case "catalogs" -> client.getCatalogs(options);
      case "schemas" -> client.getSchemas(argument(0), argument(1), options);
      case "tables" -> client.getTables(argument(0), argument(1), argument(2), null, true, options);
      case "names" ->
          client.getTables(
              argument(0), argument(1), argument(2), List.of("BASE TABLE", "VIEW"), false, options);
      case "tabletypes" -> client.getTableTypes(options);
      case "types" -> client.getXdbcTypeInfo(options);
      case "sqlinfo" -> client.getSqlInfo(new int[0], options);
      case "primarykeys" -> client.getPrimaryKeys(table(0), options);
      case "exportedkeys" -> client.getExportedKeys(table(0), options);
      case "importedkeys" -> client.getImportedKeys(table(0), options);
      case "crossreference" -> client.getCrossReference(table(0), table(2), options);
      default -> throw new IllegalArgumentException("No call for metadata: " + kind);
    };
  }

  private TableRef table(int at) {
    return TableRef.of(null, argument(at), argument(at + 1));
  }

  private @Nullable String argument(int at) {
    return at >= arguments.size() || arguments.get(at).equals("-") ? null : arguments.get(at);
  }
}
