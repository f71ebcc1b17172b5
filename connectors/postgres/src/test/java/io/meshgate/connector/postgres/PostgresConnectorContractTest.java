package io.meshgate.connector.postgres;

import io.meshgate.connector.testing.ConnectorContractTest;
import io.meshgate.connector.testing.ContractColumn;
import io.meshgate.connector.testing.ContractStore;
import io.meshgate.connector.testing.ContractTable;
import io.meshgate.connector.testing.SqlScript;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import io.meshgate.spi.TypeKind;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresConnectorContractTest extends ConnectorContractTest {

  @RegisterExtension static final Server SERVER = new Server();

  /** Options of the connector under test. */
  Map<String, String> options() {
    return Map.of();
  }

  @Override
  protected ContractStore createStore(List<ContractTable> agreed) {
    String schema = getClass().getSimpleName();
    SqlScript script =
        new SqlScript(
            PostgresCapabilities.of(1).sql().orElseThrow(),
            PostgresConnectorContractTest::columnType);
    SERVER.run("CREATE SCHEMA \"" + schema + "\"");
    for (ContractTable table : agreed) {
      String target = script.quote(schema) + "." + script.quote(table.name());
      SERVER.run(script.statements(table, target).toArray(String[]::new));
    }
    return new Store(schema, options());
  }

  private static String columnType(ContractColumn column) {
    return switch (column.kind()) {
      case BOOLEAN -> "boolean";
      case INTEGER ->
          switch (((ArrowType.Int) column.type()).getBitWidth()) {
            case 16 -> "smallint";
            case 32 -> "integer";
            default -> "bigint";
          };
      case DECIMAL -> {
        ArrowType.Decimal decimal = (ArrowType.Decimal) column.type();
        yield "numeric(%d, %d)".formatted(decimal.getPrecision(), decimal.getScale());
      }
      case REAL -> "real";
      case DOUBLE -> "double precision";
      case TEXT -> "text";
      case BINARY -> "bytea";
      case DATE -> "date";
      case TIME -> "time";
      case TIMESTAMP -> "timestamp";
      case TIMESTAMP_TZ -> "timestamptz";
      case OTHER -> throw new IllegalArgumentException(TypeKind.OTHER + " is no column");
    };
  }

  private record Store(String schema, Map<String, String> options) implements ContractStore {
    @Override
    public Connector connect() {
      return SERVER.connect(options);
    }

    @Override
    public TableName nameOf(ContractTable table) {
      return TableName.of(schema, table.name());
    }

    @Override
    public void close() {
      SERVER.run("DROP SCHEMA \"" + schema + "\" CASCADE");
    }
  }
}
