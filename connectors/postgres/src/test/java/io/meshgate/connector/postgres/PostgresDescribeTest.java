package io.meshgate.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDescribeTest {

  @RegisterExtension static final Server SERVER = new Server();

  private @Nullable Connector opened;

  @BeforeAll
  static void makeTables() {
    SERVER.run(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.orders (id bigint NOT NULL, kind text, total numeric(12, 2), gone text)",
        "ALTER TABLE shop.orders DROP COLUMN gone",
        "INSERT INTO shop.orders SELECT g, 'kind ' || g % 7, g FROM generate_series(1, 1000) g",
        "ANALYZE shop.orders",
        "CREATE VIEW shop.recent AS SELECT * FROM shop.orders",
        "CREATE MATERIALIZED VIEW shop.kept AS SELECT id FROM shop.orders",
        "ANALYZE shop.kept",
        "CREATE TABLE shop.parts (id bigint NOT NULL) PARTITION BY RANGE (id)",
        "CREATE TABLE shop.low PARTITION OF shop.parts FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE shop.high PARTITION OF shop.parts FOR VALUES FROM (100) TO (1000)",
        "INSERT INTO shop.parts SELECT g FROM generate_series(0, 149) g",
        "ANALYZE shop.parts",
        "CREATE TABLE shop.\"Odd \"\"Name\" (\"Order\" integer, \"a\"\"b\" integer)",
        "CREATE SEQUENCE shop.numbers",
        "CREATE TABLE shop.empty (id integer)");
  }

  @AfterAll
  static void dropTables() {
    SERVER.run("DROP SCHEMA shop CASCADE");
  }

  @BeforeEach
  void connect() {
    opened = SERVER.connect(Map.of("schema", "shop"));
  }

  @AfterEach
  void close() {
    connector().close();
  }

  @Test
  void describesColumnsInOrderWithTheServersOwnTypes() {
    RemoteTable orders = describe("orders");
    assertThat(orders.from()).isEqualTo("\"shop\".\"orders\"");
    assertThat(orders.rowCount()).hasValue(1000);
    assertThat(orders.columns())
        .extracting(RemoteColumn::name)
        .containsExactly("id", "kind", "total");
    assertThat(orders.columns())
        .extracting(RemoteColumn::sourceType)
        .containsExactly("bigint", "text", "numeric(12,2)");
    assertThat(orders.columns())
        .extracting(RemoteColumn::nullable)
        .containsExactly(false, true, true);
    assertThat(orders.columns())
        .extracting(RemoteColumn::distinctCount)
        .containsExactly(OptionalLong.of(1000), OptionalLong.of(7), OptionalLong.of(1000));
  }

  @Test
  void describesViewsWithoutARowCount() {
    RemoteTable view = describe("recent");
    assertThat(view.rowCount()).isEmpty();
    assertThat(view.columns()).hasSize(3).allMatch(RemoteColumn::nullable);
    assertThat(describe("kept").rowCount()).hasValue(1000);
  }

  @Test
  void sumsThePartitionsOfATable() {
    assertThat(describe("parts").rowCount()).hasValue(150);
    assertThat(describe("low").rowCount()).hasValue(100);
    assertThat(describe("empty").rowCount()).hasValue(0);
  }

  @Test
  void keepsNamesExactlyAndQuotesThem() {
    RemoteTable odd = describe("Odd \"Name");
    assertThat(odd.from()).isEqualTo("\"shop\".\"Odd \"\"Name\"");
    assertThat(odd.columns()).extracting(RemoteColumn::name).containsExactly("Order", "a\"b");
    assertThat(connector().describe(TableName.of("ORDERS"))).isEmpty();
  }

  @Test
  void takesASchemaAndADatabaseInTheName() {
    assertThat(connector().describe(TableName.of("shop", "orders"))).isPresent();
    assertThat(connector().describe(TableName.of("public", "orders"))).isEmpty();
    assertThat(connector().describe(TableName.of("postgres", "shop", "orders"))).isPresent();
    assertThat(connector().describe(TableName.of("other", "shop", "orders"))).isEmpty();
    assertThat(connector().describe(TableName.of("a", "postgres", "shop", "orders"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "numbers", "orders'; DROP TABLE shop.orders; --"})
  void findsNothingThatIsNoTable(String name) {
    assertThat(connector().describe(TableName.of(name))).isEqualTo(Optional.empty());
  }

  private Connector connector() {
    return Objects.requireNonNull(opened, "opened before each test");
  }

  private RemoteTable describe(String table) {
    return connector().describe(TableName.of(table)).orElseThrow();
  }
}
