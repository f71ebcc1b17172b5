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
public final class PolicyTables {

  public static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  public static final ArrowType INT = new ArrowType.Int(32, true);
  public static final ArrowType LONG = new ArrowType.Int(64, true);
  public static final ArrowType MONEY = new ArrowType.Decimal(10, 2, 128);
  public static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  public static final ArrowType DAY = new ArrowType.Date(DateUnit.DAY);
  public static final ArrowType TIME = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  public static final Origin REMOTE = new ProductTable.Broken(ProductState.unavailable("a test"));

  public static final List<ProductColumn> ORDER_COLUMNS =
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

  public static final ProductTable ORDERS = table("sales.orders", "orders", ORDER_COLUMNS, REMOTE);
  public static final ProductTable LINES =
      table(
          "sales.orders",
          "lines",
          List.of(ProductColumn.of("order_id", LONG), ProductColumn.of("quantity", INT)),
          REMOTE);
  public static final DataProduct SALES = product("sales", "orders", ORDERS, LINES);

  public static final ProductTable PEOPLE =
      table(
          "crm.customers",
          "people",
          List.of(
              ProductColumn.of("id", LONG),
              tagged("email", TEXT, "pii.email", "restricted"),
              ProductColumn.of("region", TEXT)),
          REMOTE);
  public static final DataProduct CRM = product("crm", "customers", PEOPLE);

  public static final ProductTable REPORT =
      table(
          "sales.report",
          "totals",
          List.of(ProductColumn.of("region", TEXT), ProductColumn.of("total", MONEY)),
          new ProductTable.Derived("SELECT region, SUM(total) AS total FROM sales.orders.orders"));
  public static final DataProduct DERIVED = product("sales", "report", REPORT);

  public static final Catalog CATALOG = new Catalog("mesh", 1, List.of(SALES, CRM, DERIVED));

  private PolicyTables() {}

  public static ProductColumn tagged(
      String name, ArrowType type, String tag, String classification) {
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

  public static ProductTable table(
      String schema, String name, List<ProductColumn> columns, Origin origin) {
    return new ProductTable(schema, name, Optional.empty(), List.of(), columns, origin);
  }

  public static DataProduct product(String domain, String name, ProductTable... tables) {
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
