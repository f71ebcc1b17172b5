package io.meshgate.connector.duckdb;

import io.meshgate.connector.testing.ConnectorContractTest;
import io.meshgate.connector.testing.ContractStore;
import io.meshgate.connector.testing.ContractTable;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class DuckDbDatabaseContractTest extends ConnectorContractTest {

  private final Path folder = DuckDbFiles.newFolder();

  @Override
  protected ContractStore createStore(List<ContractTable> agreed) {
    String file = folder.resolve("contract.duckdb").toString();
    agreed.forEach(table -> DuckDbFiles.run(file, DuckDbFiles.statements(table)));
    return new ContractStore() {
      @Override
      public Connector connect() {
        return DuckDbFiles.connect(folder, Map.of("database", "contract.duckdb"));
      }

      @Override
      public TableName nameOf(ContractTable table) {
        return TableName.of("main", table.name());
      }

      @Override
      public void close() {
        DuckDbFiles.delete(folder);
      }
    };
  }
}
