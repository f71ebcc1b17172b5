package io.meshgate.catalog;

import io.meshgate.spi.TypeKind;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The one mapping between SQL types as the planner knows them, Arrow types as they travel, and the
 * families by which sources list their operators.
 *
 * <p>Text is VARCHAR without a length: padding and truncation are no part of the gateway's
 * semantics. Timestamps are microseconds. The types the gateway itself emits are a closed set;
 * {@link #toArrow} and {@link #toSql} are inverse on it.
 */
public final class SqlTypes {

  /** The type factory of all plans. */
  public static final RelDataTypeFactory FACTORY = new MeshTypeFactory();

  /** The builder of all row expressions. */
  public static final RexBuilder REX = new RexBuilder(FACTORY);

  private SqlTypes() {}

  /**
   * The SQL type of an Arrow type.
   *
   * @throws IllegalArgumentException for Arrow types that the gateway does not carry
   */
  public static RelDataType toSql(ArrowType type, boolean nullable) {
    return FACTORY.createTypeWithNullability(toSql(type), nullable);
  }

  private static RelDataType toSql(ArrowType type) {
    if (type instanceof ArrowType.Int integer) {
      return FACTORY.createSqlType(integerName(integer));
    }
    if (type instanceof ArrowType.Decimal decimal) {
      return FACTORY.createSqlType(SqlTypeName.DECIMAL, decimal.getPrecision(), decimal.getScale());
    }
    if (type instanceof ArrowType.FloatingPoint floating) {
      return FACTORY.createSqlType(
          floating.getPrecision() == FloatingPointPrecision.SINGLE
              ? SqlTypeName.REAL
              : SqlTypeName.DOUBLE);
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return timestamp.getTimezone() == null
          ? FACTORY.createSqlType(SqlTypeName.TIMESTAMP, 6)
          : FACTORY.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
    }
    if (type instanceof ArrowType.Time) {
      return FACTORY.createSqlType(SqlTypeName.TIME, 6);
    }
    return FACTORY.createSqlType(simpleName(type));
  }

  private static SqlTypeName integerName(ArrowType.Int type) {
    if (!type.getIsSigned()) {
      throw new IllegalArgumentException("Unsigned integers are widened by connectors: " + type);
    }
    return switch (type.getBitWidth()) {
      case 8 -> SqlTypeName.TINYINT;
      case 16 -> SqlTypeName.SMALLINT;
      case 32 -> SqlTypeName.INTEGER;
      default -> SqlTypeName.BIGINT;
    };
  }

  private static SqlTypeName simpleName(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> SqlTypeName.BOOLEAN;
      case Utf8 -> SqlTypeName.VARCHAR;
      case Binary -> SqlTypeName.VARBINARY;
      case Date -> SqlTypeName.DATE;
      default -> throw new IllegalArgumentException("No SQL type for Arrow type " + type);
    };
  }

  /**
   * The Arrow type of an SQL type.
   *
   * @throws IllegalArgumentException for SQL types that cannot leave the gateway
   */
  public static ArrowType toArrow(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case TINYINT -> new ArrowType.Int(8, true);
      case SMALLINT -> new ArrowType.Int(16, true);
      case INTEGER -> new ArrowType.Int(32, true);
      case BIGINT -> new ArrowType.Int(64, true);
      case DECIMAL -> new ArrowType.Decimal(type.getPrecision(), type.getScale(), 128);
      case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case FLOAT, DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      // A bare NULL has no type of its own; some clients reject the Null type.
      case CHAR, VARCHAR, NULL -> ArrowType.Utf8.INSTANCE;
      case BINARY, VARBINARY -> ArrowType.Binary.INSTANCE;
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
      default -> throw new IllegalArgumentException("No Arrow type for SQL type " + type);
    };
  }

  /** The family of an SQL type. */
  public static TypeKind kind(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> TypeKind.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> TypeKind.INTEGER;
      case DECIMAL -> TypeKind.DECIMAL;
      case REAL -> TypeKind.REAL;
      case FLOAT, DOUBLE -> TypeKind.DOUBLE;
      case CHAR, VARCHAR -> TypeKind.TEXT;
      case BINARY, VARBINARY -> TypeKind.BINARY;
      case DATE -> TypeKind.DATE;
      case TIME -> TypeKind.TIME;
      case TIMESTAMP -> TypeKind.TIMESTAMP;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TypeKind.TIMESTAMP_TZ;
      default -> TypeKind.OTHER;
    };
  }

  /** The raw row of a table: all its columns, in order. */
  public static RelDataType rowType(ProductTable table) {
    RelDataTypeFactory.Builder builder = FACTORY.builder();
    for (ProductColumn column : table.columns()) {
      builder.add(column.name(), toSql(column.type(), column.nullable()));
    }
    return builder.build();
  }
}
