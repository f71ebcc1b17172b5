package io.meshgate.catalog.derived;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** Finds the tables that a product names as its inputs. Stateless. */
public final class DerivedInputs {

  /** The gateway's SQL. */
  public static final SqlParser.Config GRAMMAR =
      SqlParser.config()
          .withParserFactory(SqlBabelParserImpl.FACTORY)
          .withLex(Lex.JAVA)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withIdentifierMaxLength(256)
          .withConformance(SqlConformanceEnum.LENIENT);

  private DerivedInputs() {}

  /**
   * The tables that a derived product's query names, each once.
   *
   * @return empty if the query cannot be parsed or names a table that is not there
   */
  public static Optional<List<InputTable>> of(Catalog catalog, String sql) {
    List<InputTable> found = new ArrayList<>();
    try {
      for (List<String> name : TableNames.in(SqlParser.create(sql, GRAMMAR).parseQuery())) {
        Optional<InputTable> table = find(catalog, name);
        if (table.isEmpty()) {
          return Optional.empty();
        }
        table.filter(each -> !found.contains(each)).ifPresent(found::add);
      }
    } catch (SqlParseException | StackOverflowError e) {
      // Who reads the product is told what is wrong with it; here nothing is known of it.
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private static Optional<InputTable> find(Catalog catalog, List<String> name) {
    List<String> path = name.subList(0, name.size() - 1);
    boolean qualified = path.size() > 1 && path.get(0).equalsIgnoreCase(catalog.name());
    String schema = String.join(".", qualified ? path.subList(1, path.size()) : path);
    String table = name.get(name.size() - 1);
    return catalog
        .product(schema)
        .flatMap(
            product -> catalog.table(schema, table).map(found -> new InputTable(product, found)));
  }

  /** The tables that a contract means by {@code domain.product} or {@code domain.product.table}. */
  public static List<InputTable> named(Catalog catalog, String name) {
    List<InputTable> found = new ArrayList<>();
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        if (name.equalsIgnoreCase(product.schema()) || name.equalsIgnoreCase(table.displayName())) {
          found.add(new InputTable(product, table));
        }
      }
    }
    return found;
  }
}
