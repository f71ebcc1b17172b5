package io.meshgate.server.e2e;

import java.util.List;

/** Contracts as the owners of data would write them, as short as they can be. */
public final class Contract {

  private Contract() {}

  /**
   * A table of a contract.
   *
   * @param name its name in SQL
   * @param remote its name at the source
   * @param columns names of columns, each followed by {@code :} and a physical type if it matters
   */
  public record Table(String name, String remote, List<String> columns) {}

  /** A table of a contract. */
  public static Table table(String name, String remote, String... columns) {
    return new Table(name, remote, List.of(columns));
  }

  /** A contract for tables of PostgreSQL. */
  public static String postgres(String domain, String product, String schema, Table... tables) {
    String server =
        """
          - {server: pg, type: postgres, host: h, port: 5432, database: d, schema: %s}
        """;
    return contract(domain, product, server.formatted(schema), tables);
  }

  /** A contract for tables of MariaDB. */
  public static String mariaDb(String domain, String product, Table... tables) {
    String server =
        """
          - {server: maria, type: mysql, host: h, port: 3306, database: meshgate}
        """;
    return contract(domain, product, server, tables);
  }

  /** A contract for files of the lake. */
  public static String lake(String domain, String product, Table... tables) {
    String server =
        """
          - {server: lake, type: local, path: "{table}", format: parquet}
        """;
    return contract(domain, product, server, tables);
  }

  private static String contract(String domain, String product, String server, Table... tables) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: v3.1.0\nkind: DataContract\nversion: 1.0.0\nstatus: active\n");
    yaml.append("id: ").append(domain).append('-').append(product).append('\n');
    yaml.append("domain: ").append(domain).append("\nname: ").append(product).append('\n');
    yaml.append("servers:\n").append(server).append("schema:\n");
    for (Table table : tables) {
      yaml.append("  - name: ").append(table.name()).append('\n');
      yaml.append("    physicalName: \"").append(table.remote()).append("\"\n");
      yaml.append("    properties:\n");
      for (String column : table.columns()) {
        int type = column.indexOf(':');
        yaml.append("      - name: ").append(type < 0 ? column : column.substring(0, type));
        if (type >= 0) {
          yaml.append("\n        physicalType: ").append(column.substring(type + 1));
        }
        yaml.append('\n');
      }
    }
    return yaml.toString();
  }
}
