package io.meshgate.connector.mysql;

import io.meshgate.connector.testing.ConnectorContractTest;
import io.meshgate.connector.testing.ContractColumn;
import io.meshgate.connector.testing.ContractStore;
import io.meshgate.connector.testing.ContractTable;
import io.meshgate.connector.testing.SqlScript;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;

class MySqlContractTest extends ConnectorContractTest {

  @Override
  protected ContractStore createStore(List<ContractTable> agreed) throws SQLException {
    Store created = new Store(new MariaDbFixture());
    SqlScript script =
        new SqlScript(MySqlCapabilities.of(1).sql().orElseThrow(), MySqlContractTest::type);
    for (ContractTable table : agreed) {
      created.fixture.execute(script.statements(table, "`" + table.name() + "`"));
    }
    return created;
  }

  private static String type(ContractColumn column) {
    return switch (column.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER ->
          switch (((ArrowType.Int) column.type()).getBitWidth()) {
            case 16 -> "SMALLINT";
            case 32 -> "INT";
            default -> "BIGINT";
          };
      case DECIMAL -> {
        ArrowType.Decimal decimal = (ArrowType.Decimal) column.type();
        yield "DECIMAL(" + decimal.getPrecision() + ", " + decimal.getScale() + ")";
      }
      case REAL -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case TEXT -> "VARCHAR(100)";
      case BINARY -> "VARBINARY(100)";
      case DATE -> "DATE";
      case TIME -> "TIME(6)";
      case TIMESTAMP -> "DATETIME(6)";
      case TIMESTAMP_TZ -> "TIMESTAMP(6)";
      case OTHER -> throw new IllegalArgumentException(column.name());
    };
  }

  private record Store(MariaDbFixture fixture) implements ContractStore {
    @Override
    public Connector connect() {
      return fixture.connector(Map.of());
    }

    @Override
    public TableName nameOf(ContractTable table) {
      return TableName.of(table.name());
    }

    @Override
    public void close() {
      fixture.close();
    }
  }
}
