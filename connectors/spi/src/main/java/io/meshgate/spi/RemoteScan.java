package io.meshgate.spi;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the gateway asks of one source: a piece of a query that the source answers with rows. */
public sealed interface RemoteScan {

  /** Name of the source. */
  String source();

  /** Schema of every batch: the connector delivers these types or fails. */
  Schema schema();

  /**
   * A query in the source's SQL dialect, for sources whose {@link Capabilities#sql()} is present.
   *
   * @param sql one SELECT without parameters; its i-th output column has the canonical source type
   *     ({@link SqlSyntax#typeNames()}) of the schema's i-th field
   */
  record SqlScan(String source, Schema schema, String sql) implements RemoteScan {
    public SqlScan {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(sql, "sql");
    }
  }

  /**
   * Columns of one table, for sources that do not speak SQL.
   *
   * @param schema the wanted columns, by their names at the source
   * @param limit rows after which the source may stop
   */
  record TableScan(String source, Schema schema, TableName table, OptionalLong limit)
      implements RemoteScan {
    public TableScan {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(limit, "limit");
    }

    /** Names of the wanted columns, in order. */
    public List<String> columns() {
      return schema.getFields().stream().map(field -> field.getName()).toList();
    }
  }
}
