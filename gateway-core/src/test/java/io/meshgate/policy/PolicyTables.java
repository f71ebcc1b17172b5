package io.meshgate.policy;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.ProductTable.Origin;
import io.meshgate.spi.ValueType;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Products for tests of policies. */
final class PolicyTables {

  static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  static final ArrowType INT = new ArrowType.Int(32, true);
  static final ArrowType LONG = new ArrowType.Int(64, true);
  static final ArrowType MONEY = new ArrowType.Decimal(10, 2, 128);
  static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  static final ArrowType DAY = new ArrowType.Date(DateUnit.DAY);
  static final ArrowType TIME = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  static final Origin REMOTE = new ProductTable.Broken(ProductState.unavailable("a test"));

  static final List<ProductColumn> ORDER_COLUMNS =
      List.of(
          ProductColumn.of("id", LONG),
          ProductColumn.of("region", TEXT),
          ProductColumn.of("country", TEXT),
          ProductColumn.of("quantity", INT),
          ProductColumn.of("total", MONEY),
          ProductColumn.of("score", DOUBLE),
          ProductColumn.of("ordered", DAY),
          ProductColumn.of("shipped", TIME),
          ProductColumn.of("express", ArrowType.Bool.INSTANCE),
          tagged("email", TEXT, "pii.email", "restricted"),
          tagged("iban", TEXT, "pii.bank", "restricted"));

  static final ProductTable ORDERS = table("sales.orders", "orders", ORDER_COLUMNS, REMOTE);
  static final ProductTable LINES =
      table(
          "sales.orders",
          "lines",
          List.of(ProductColumn.of("order_id", LONG), ProductColumn.of("quantity", INT)),
          REMOTE);
  static final DataProduct SALES = product("sales", "orders", ORDERS, LINES);

  static final ProductTable PEOPLE =
      table(
          "crm.customers",
          "people",
          List.of(
              ProductColumn.of("id", LONG),
              tagged("email", TEXT, "pii.email", "restricted"),
              ProductColumn.of("region", TEXT)),
          REMOTE);
  static final DataProduct CRM = product("crm", "customers", PEOPLE);

  static final ProductTable REPORT =
      table(
          "sales.report",
          "totals",
          List.of(ProductColumn.of("region", TEXT), ProductColumn.of("total", MONEY)),
          new ProductTable.Derived("SELECT region, SUM(total) AS total FROM sales.orders.orders"));
  static final DataProduct DERIVED = product("sales", "report", REPORT);

  static final Catalog CATALOG = new Catalog("mesh", 1, List.of(SALES, CRM, DERIVED));

  private PolicyTables() {}

  static ProductColumn tagged(String name, ArrowType type, String tag, String classification) {
    return new ProductColumn(
        name,
        name,
        ValueType.of(type),
        true,
        Optional.empty(),
        List.of(tag),
        Optional.of(classification),
        0);
  }

  static ProductTable table(
      String schema, String name, List<ProductColumn> columns, Origin origin) {
    return new ProductTable(schema, name, Optional.empty(), List.of(), columns, origin);
  }

  static DataProduct product(String domain, String name, ProductTable... tables) {
    return new DataProduct(
        domain,
        name,
        "1.0.0",
        "active",
        domain + "-" + name,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(tables),
        ProductState.ACTIVE);
  }
}
