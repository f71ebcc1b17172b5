package io.meshgate.connector.duckdb;

import io.meshgate.connector.testing.ConnectorContractTest;
import io.meshgate.connector.testing.ContractStore;
import io.meshgate.connector.testing.ContractTable;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class DuckDbParquetContractTest extends ConnectorContractTest {

  private final Path folder = DuckDbFiles.newFolder();

  @Override
  protected ContractStore createStore(List<ContractTable> agreed) {
    for (ContractTable table : agreed) {
      List<String> statements = new ArrayList<>(DuckDbFiles.statements(table));
      Path file = folder.resolve(table.name() + ".parquet");
      statements.add("COPY " + table.name() + " TO " + Sql.text(file.toString()));
      DuckDbFiles.run("", statements);
    }
    return new ContractStore() {
      @Override
      public Connector connect() {
        return DuckDbFiles.connect(folder, Map.of("folder", "."));
      }

      @Override
      public TableName nameOf(ContractTable table) {
        return TableName.of(table.name() + ".parquet");
      }

      @Override
      public void close() {
        DuckDbFiles.delete(folder);
      }
    };
  }

  /** Parquet written by DuckDB declares every column optional. */
  @Override
  protected boolean declaresNotNull() {
    return false;
  }
}
