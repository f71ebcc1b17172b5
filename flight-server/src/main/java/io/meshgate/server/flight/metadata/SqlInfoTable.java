package io.meshgate.server.flight.metadata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * What the gateway says of itself and its SQL, by the codes of Flight SQL.
 *
 * <p>The JDBC driver fails on a code without a value and on one that it does not know, and takes
 * each only in one type: the type of the Java value here decides it. A {@link Long} is a number, an
 * {@link Integer} a bit mask.
 */
final class SqlInfoTable {

  private static final ImmutableSortedMap<Integer, Object> VALUES = values();

  private SqlInfoTable() {}

  /** Writes the values of the codes asked for, or all; codes without a value are left out. */
  static void write(VectorSchemaRoot root, List<Integer> codes) {
    Map<Integer, Object> wanted = VALUES;
    if (!codes.isEmpty()) {
      ImmutableMap.Builder<Integer, Object> some = ImmutableMap.builder();
      for (int code : codes) {
        Optional.ofNullable(VALUES.get(code)).ifPresent(value -> some.put(code, value));
      }
      wanted = some.buildKeepingLast();
    }
    new Writer(root).write(wanted);
  }

  private static ImmutableSortedMap<Integer, Object> values() {
    ImmutableSortedMap.Builder<Integer, Object> values = ImmutableSortedMap.naturalOrder();
    addServer(values);
    addSyntax(values);
    addTexts(values);
    addFlags(values);
    addMasks(values);
    // No limit, or none that is worth a number.
    for (int code = SqlInfo.SQL_MAX_BINARY_LITERAL_LENGTH_VALUE;
        code <= SqlInfo.SQL_MAX_USERNAME_LENGTH_VALUE;
        code++) {
      if (code != SqlInfo.SQL_MAX_ROW_SIZE_INCLUDES_BLOBS_VALUE) {
        values.put(code, 0L);
      }
    }
    return values.buildOrThrow();
  }

  private static void addServer(ImmutableSortedMap.Builder<Integer, Object> values) {
    values.put(SqlInfo.FLIGHT_SQL_SERVER_NAME_VALUE, "Meshgate");
    values.put(SqlInfo.FLIGHT_SQL_SERVER_VERSION_VALUE, "0.1.0");
    values.put(SqlInfo.FLIGHT_SQL_SERVER_ARROW_VERSION_VALUE, "18.3.0");
    values.put(SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY_VALUE, true);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_SQL_VALUE, true);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT_VALUE, false);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT_MIN_VERSION_VALUE, "");
    values.put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT_MAX_VERSION_VALUE, "");
    values.put(SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_VALUE, 0);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_CANCEL_VALUE, true);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_BULK_INGESTION_VALUE, false);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_INGEST_TRANSACTIONS_SUPPORTED_VALUE, false);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_STATEMENT_TIMEOUT_VALUE, 0);
    values.put(SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_TIMEOUT_VALUE, 0);
  }

  private static void addSyntax(ImmutableSortedMap.Builder<Integer, Object> values) {
    values.put(SqlInfo.SQL_DDL_CATALOG_VALUE, false);
    values.put(SqlInfo.SQL_DDL_SCHEMA_VALUE, false);
    values.put(SqlInfo.SQL_DDL_TABLE_VALUE, false);
    values.put(
        SqlInfo.SQL_IDENTIFIER_CASE_VALUE,
        (long) SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE_VALUE);
    values.put(SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR_VALUE, "\"");
    values.put(
        SqlInfo.SQL_QUOTED_IDENTIFIER_CASE_VALUE,
        (long) SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE_VALUE);
    values.put(SqlInfo.SQL_ALL_TABLES_ARE_SELECTABLE_VALUE, true);
    values.put(SqlInfo.SQL_NULL_ORDERING_VALUE, (long) SqlNullOrdering.SQL_NULLS_SORTED_HIGH_VALUE);
  }

  private static void addTexts(ImmutableSortedMap.Builder<Integer, Object> values) {
    values.put(SqlInfo.SQL_KEYWORDS_VALUE, List.of("QUALIFY", "SHOW", "EXPLAIN", "DESCRIBE"));
    values.put(
        SqlInfo.SQL_NUMERIC_FUNCTIONS_VALUE,
        List.of("ABS", "CEILING", "EXP", "FLOOR", "LOG10", "MOD", "POWER", "ROUND", "SQRT"));
    values.put(
        SqlInfo.SQL_STRING_FUNCTIONS_VALUE,
        List.of("CHAR_LENGTH", "LOWER", "POSITION", "REPLACE", "SUBSTRING", "TRIM", "UPPER"));
    values.put(SqlInfo.SQL_SYSTEM_FUNCTIONS_VALUE, List.of("COALESCE", "NULLIF"));
    values.put(
        SqlInfo.SQL_DATETIME_FUNCTIONS_VALUE,
        List.of("CURRENT_DATE", "CURRENT_TIMESTAMP", "EXTRACT"));
    values.put(SqlInfo.SQL_SEARCH_STRING_ESCAPE_VALUE, "\\");
    values.put(SqlInfo.SQL_EXTRA_NAME_CHARACTERS_VALUE, "");
    values.put(SqlInfo.SQL_SCHEMA_TERM_VALUE, "schema");
    values.put(SqlInfo.SQL_PROCEDURE_TERM_VALUE, "procedure");
    values.put(SqlInfo.SQL_CATALOG_TERM_VALUE, "catalog");
  }

  private static void addFlags(ImmutableSortedMap.Builder<Integer, Object> values) {
    List<Integer> yes =
        List.of(
            SqlInfo.SQL_SUPPORTS_COLUMN_ALIASING_VALUE,
            SqlInfo.SQL_NULL_PLUS_NULL_IS_NULL_VALUE,
            SqlInfo.SQL_SUPPORTS_TABLE_CORRELATION_NAMES_VALUE,
            SqlInfo.SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY_VALUE,
            SqlInfo.SQL_SUPPORTS_ORDER_BY_UNRELATED_VALUE,
            SqlInfo.SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE_VALUE,
            SqlInfo.SQL_SUPPORTS_NON_NULLABLE_COLUMNS_VALUE,
            SqlInfo.SQL_CATALOG_AT_START_VALUE,
            SqlInfo.SQL_CORRELATED_SUBQUERIES_SUPPORTED_VALUE);
    List<Integer> no =
        List.of(
            SqlInfo.SQL_SUPPORTS_DIFFERENT_TABLE_CORRELATION_NAMES_VALUE,
            SqlInfo.SQL_SUPPORTS_INTEGRITY_ENHANCEMENT_FACILITY_VALUE,
            SqlInfo.SQL_SELECT_FOR_UPDATE_SUPPORTED_VALUE,
            SqlInfo.SQL_STORED_PROCEDURES_SUPPORTED_VALUE,
            SqlInfo.SQL_MAX_ROW_SIZE_INCLUDES_BLOBS_VALUE,
            SqlInfo.SQL_TRANSACTIONS_SUPPORTED_VALUE,
            SqlInfo.SQL_DATA_DEFINITION_CAUSES_TRANSACTION_COMMIT_VALUE,
            SqlInfo.SQL_DATA_DEFINITIONS_IN_TRANSACTIONS_IGNORED_VALUE,
            SqlInfo.SQL_BATCH_UPDATES_SUPPORTED_VALUE,
            SqlInfo.SQL_SAVEPOINTS_SUPPORTED_VALUE,
            SqlInfo.SQL_NAMED_PARAMETERS_SUPPORTED_VALUE,
            SqlInfo.SQL_LOCATORS_UPDATE_COPY_VALUE,
            SqlInfo.SQL_STORED_FUNCTIONS_USING_CALL_SYNTAX_SUPPORTED_VALUE);
    yes.forEach(code -> values.put(code, true));
    no.forEach(code -> values.put(code, false));
  }

  // Bit n of a mask stands for value n of the enumeration that the code has in the specification.
  private static void addMasks(ImmutableSortedMap.Builder<Integer, Object> values) {
    values.put(SqlInfo.SQL_SUPPORTS_CONVERT_VALUE, ImmutableMap.of());
    values.put(SqlInfo.SQL_SUPPORTED_GROUP_BY_VALUE, 0b11);
    values.put(SqlInfo.SQL_SUPPORTED_GRAMMAR_VALUE, 0b11);
    values.put(SqlInfo.SQL_ANSI92_SUPPORTED_LEVEL_VALUE, 0b1);
    values.put(SqlInfo.SQL_OUTER_JOINS_SUPPORT_LEVEL_VALUE, 0b110);
    values.put(SqlInfo.SQL_SCHEMAS_SUPPORTED_ACTIONS_VALUE, 0);
    values.put(SqlInfo.SQL_CATALOGS_SUPPORTED_ACTIONS_VALUE, 0);
    values.put(SqlInfo.SQL_SUPPORTED_POSITIONED_COMMANDS_VALUE, 0);
    values.put(SqlInfo.SQL_SUPPORTED_SUBQUERIES_VALUE, 0b1111);
    values.put(SqlInfo.SQL_SUPPORTED_UNIONS_VALUE, 0b11);
    values.put(SqlInfo.SQL_DEFAULT_TRANSACTION_ISOLATION_VALUE, 0L);
    values.put(SqlInfo.SQL_SUPPORTED_TRANSACTIONS_ISOLATION_LEVELS_VALUE, 0b1);
    values.put(SqlInfo.SQL_SUPPORTED_RESULT_SET_TYPES_VALUE, 0b10);
    values.put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_UNSPECIFIED_VALUE, 0);
    values.put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_FORWARD_ONLY_VALUE, 0b10);
    values.put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_SENSITIVE_VALUE, 0);
    values.put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_INSENSITIVE_VALUE, 0);
  }

  /** Writes values into the dense union, each into the child of its type. */
  private static final class Writer {

    private final VectorSchemaRoot root;
    private final DenseUnionVector union;
    private final int[] counts = new int[6];

    Writer(VectorSchemaRoot root) {
      this.root = root;
      this.union = (DenseUnionVector) root.getVector(1);
    }

    void write(Map<Integer, Object> values) {
      root.allocateNew();
      UInt4Vector codes = (UInt4Vector) root.getVector(0);
      int row = 0;
      for (Map.Entry<Integer, Object> entry : values.entrySet()) {
        codes.setSafe(row, entry.getKey());
        set(row++, entry.getValue());
      }
      for (byte child = 0; child < counts.length; child++) {
        union.getVectorByType(child).setValueCount(counts[child]);
      }
      root.setRowCount(row);
    }

    private void set(int row, Object value) {
      byte child = child(value);
      int at = counts[child]++;
      union.setTypeId(row, child);
      long offset = (long) row * DenseUnionVector.OFFSET_WIDTH;
      while (union.getOffsetBuffer().capacity() < offset + DenseUnionVector.OFFSET_WIDTH) {
        union.reAlloc();
      }
      union.getOffsetBuffer().setInt(offset, at);
      switch (child) {
        case 0 -> ((VarCharVector) union.getVectorByType(child)).setSafe(at, bytes(value));
        case 1 -> ((BitVector) union.getVectorByType(child)).setSafe(at, (boolean) value ? 1 : 0);
        case 2 -> ((BigIntVector) union.getVectorByType(child)).setSafe(at, (long) value);
        case 3 -> ((IntVector) union.getVectorByType(child)).setSafe(at, (int) value);
        case 4 -> setList((ListVector) union.getVectorByType(child), at, (List<?>) value);
        default -> {
          // The one map is empty: nothing can be converted by the ODBC function CONVERT.
          ListVector map = (ListVector) union.getVectorByType(child);
          map.startNewValue(at);
          map.endValue(at, 0);
        }
      }
    }

    private static byte child(Object value) {
      if (value instanceof String) {
        return 0;
      }
      if (value instanceof Boolean) {
        return 1;
      }
      if (value instanceof Long) {
        return 2;
      }
      if (value instanceof Integer) {
        return 3;
      }
      return value instanceof List ? (byte) 4 : (byte) 5;
    }

    private static void setList(ListVector list, int at, List<?> items) {
      VarCharVector texts = (VarCharVector) list.getDataVector();
      int start = list.startNewValue(at);
      for (int i = 0; i < items.size(); i++) {
        texts.setSafe(start + i, bytes(items.get(i)));
      }
      list.endValue(at, items.size());
    }

    private static byte[] bytes(Object text) {
      return ((String) text).getBytes(StandardCharsets.UTF_8);
    }
  }
}
