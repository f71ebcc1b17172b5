package io.meshgate.server.flight.metadata;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.Searchable;
import org.apache.arrow.flight.sql.impl.FlightSql.XdbcDataType;
import org.jspecify.annotations.Nullable;

/** The SQL types of the gateway, as ODBC and JDBC describe types. */
final class TypeInfoTable {

  private static final String QUOTE = "'";
  private static final List<Type> TYPES =
      List.of(
          Type.plain("BOOLEAN", XdbcDataType.XDBC_BIT, 1),
          Type.number("TINYINT", XdbcDataType.XDBC_TINYINT, 3, 10),
          Type.number("BIGINT", XdbcDataType.XDBC_BIGINT, 19, 10),
          new Type("VARBINARY", XdbcDataType.XDBC_VARBINARY, Integer.MAX_VALUE, "X'", QUOTE),
          new Type("DECIMAL", XdbcDataType.XDBC_DECIMAL, 38, 0, 38, 10),
          Type.number("INTEGER", XdbcDataType.XDBC_INTEGER, 10, 10),
          Type.number("SMALLINT", XdbcDataType.XDBC_SMALLINT, 5, 10),
          Type.number("REAL", XdbcDataType.XDBC_REAL, 24, 2),
          Type.number("DOUBLE", XdbcDataType.XDBC_DOUBLE, 53, 2),
          new Type("VARCHAR", XdbcDataType.XDBC_VARCHAR, Integer.MAX_VALUE, QUOTE, QUOTE),
          new Type("DATE", XdbcDataType.XDBC_DATE, 10, "DATE '", QUOTE),
          new Type("TIME", XdbcDataType.XDBC_TIME, 15, "TIME '", QUOTE),
          new Type("TIMESTAMP", XdbcDataType.XDBC_TIMESTAMP, 26, "TIMESTAMP '", QUOTE));

  private TypeInfoTable() {}

  /** The rows for one type, or for all, by type code. */
  static List<List<@Nullable Object>> rows(CommandGetXdbcTypeInfo request) {
    return TYPES.stream()
        .filter(type -> !request.hasDataType() || type.code.getNumber() == request.getDataType())
        .sorted(Comparator.comparingInt(type -> type.code.getNumber()))
        .map(Type::row)
        .toList();
  }

  /** One type. */
  private record Type(
      String name,
      XdbcDataType code,
      int size,
      @Nullable String prefix,
      @Nullable String suffix,
      @Nullable Integer minimumScale,
      @Nullable Integer maximumScale,
      @Nullable Integer radix) {

    Type(String name, XdbcDataType code, int size, String prefix, String suffix) {
      this(name, code, size, prefix, suffix, null, null, null);
    }

    Type(String name, XdbcDataType code, int size, int minimumScale, int maximumScale, int radix) {
      this(name, code, size, null, null, minimumScale, maximumScale, radix);
    }

    static Type plain(String name, XdbcDataType code, int size) {
      return new Type(name, code, size, null, null, null, null, null);
    }

    static Type number(String name, XdbcDataType code, int size, int radix) {
      return new Type(name, code, size, 0, 0, radix);
    }

    List<@Nullable Object> row() {
      boolean text = code == XdbcDataType.XDBC_VARCHAR;
      boolean time =
          code == XdbcDataType.XDBC_DATE
              || code == XdbcDataType.XDBC_TIME
              || code == XdbcDataType.XDBC_TIMESTAMP;
      return Arrays.asList(
          name,
          code.getNumber(),
          size,
          prefix,
          suffix,
          code == XdbcDataType.XDBC_DECIMAL ? List.of("precision", "scale") : null,
          FlightSql.Nullable.NULLABILITY_NULLABLE_VALUE,
          text,
          (text ? Searchable.SEARCHABLE_FULL : Searchable.SEARCHABLE_BASIC).getNumber(),
          radix == null ? null : false,
          false,
          radix == null ? null : false,
          name,
          minimumScale,
          maximumScale,
          time ? XdbcDataType.XDBC_DATETIME_VALUE : code.getNumber(),
          time ? code.getNumber() - XdbcDataType.XDBC_DATE_VALUE + 1 : null,
          radix,
          null);
    }
  }
}
