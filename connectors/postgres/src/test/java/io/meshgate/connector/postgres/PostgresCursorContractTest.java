package io.meshgate.connector.postgres;

import java.util.Map;

/** The same promises where rows come through a cursor instead of a copy. */
class PostgresCursorContractTest extends PostgresConnectorContractTest {

  @Override
  Map<String, String> options() {
    return Map.of("transfer", "cursor");
  }
}
