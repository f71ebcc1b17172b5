package io.meshgate.connector.testing;

import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

class FakeConnectorContractTest extends ConnectorContractTest {

  @Override
  protected ContractStore createStore(List<ContractTable> agreed) {
    return new ContractStore() {
      @Override
      public Connector connect() {
        FakeConnector.Builder builder = FakeConnector.builder();
        agreed.forEach(table -> builder.table(nameOf(table), schema(table), table.rows()));
        return builder.build();
      }

      @Override
      public TableName nameOf(ContractTable table) {
        return TableName.of("memory", table.name());
      }

      @Override
      public void close() {}
    };
  }

  private static Schema schema(ContractTable table) {
    return new Schema(
        table.columns().stream()
            .map(
                column ->
                    new Field(
                        column.name(),
                        new FieldType(column.isNullable(), column.type(), null),
                        null))
            .toList());
  }
}
