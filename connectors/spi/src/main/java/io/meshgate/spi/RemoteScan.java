package io.meshgate.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the gateway asks of one source: a piece of a query that the source answers with rows. */
public sealed interface RemoteScan {

  /** Name of the source. */
  String source();

  /** Schema of every batch: the connector delivers these types or fails. */
  Schema schema();

  /**
   * What becomes of a row with a value that its Arrow type cannot hold, such as an infinite date.
   */
  enum Misfits {
    /** The read fails. */
    FAIL,
    /**
     * The row is delivered, and its field {@link SqlScan#MISFITS} names the column. What stands in
     * the column is up to the connector.
     *
     * <p>For rows that the gateway has yet to filter: a failure would tell that there is such a
     * value among those that nobody gets to see.
     */
    MARK
  }

  /**
   * A query in the source's SQL dialect, for sources whose {@link Capabilities#sql()} is present.
   *
   * @param schema has as its last field {@link #MISFITS} if misfits are marked
   * @param sql one SELECT without parameters; its i-th output column has the canonical source type
   *     ({@link SqlSyntax#typeNames()}) of the schema's i-th field. It has no column for {@link
   *     #MISFITS}
   */
  record SqlScan(String source, Schema schema, String sql, Misfits misfits) implements RemoteScan {

    /**
     * The text field that says which values of a row are misfits: their positions in the schema,
     * from 0, with a comma before and after each, as in {@code ,2,5,}; NULL if there are none. No
     * column of a data product has this name.
     */
    public static final String MISFITS = " misfits";

    public SqlScan {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(sql, "sql");
      boolean last =
          !schema.getFields().isEmpty()
              && schema.getFields().get(schema.getFields().size() - 1).getName().equals(MISFITS);
      if (last != (misfits == Misfits.MARK)) {
        throw new IllegalArgumentException(
            "The last field of a scan that marks misfits, and of no other, is '" + MISFITS + "'");
      }
    }

    /** A scan that fails at the first misfit. */
    public SqlScan(String source, Schema schema, String sql) {
      this(source, schema, sql, Misfits.FAIL);
    }

    /** A scan of {@code columns} that marks misfits. */
    public static SqlScan marking(String source, Schema columns, String sql) {
      List<Field> fields = new ArrayList<>(columns.getFields());
      fields.add(Field.nullable(MISFITS, ArrowType.Utf8.INSTANCE));
      return new SqlScan(source, new Schema(fields), sql, Misfits.MARK);
    }

    /** The fields that the query has columns for, in order. */
    public List<Field> columns() {
      List<Field> fields = schema.getFields();
      return misfits == Misfits.MARK ? fields.subList(0, fields.size() - 1) : fields;
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
