package io.meshgate.catalog;

import static org.apache.arrow.vector.types.TimeUnit.MICROSECOND;

import io.meshgate.spi.TypeKind;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rel.type.StructKind;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

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
  public static RelDataType toSql(ValueType type, boolean nullable) {
    RelDataType sql =
        type.nested() ? nested(type.arrowType(), type.children()) : scalar(type.arrowType());
    return FACTORY.createTypeWithNullability(sql, nullable);
  }

  /** The SQL type of an Arrow type without children. */
  public static RelDataType toSql(ArrowType type, boolean nullable) {
    return toSql(ValueType.of(type), nullable);
  }

  private static RelDataType nested(ArrowType type, List<Field> children) {
    if (type instanceof ArrowType.List) {
      return FACTORY.createArrayType(child(children.get(0)), -1);
    }
    if (type instanceof ArrowType.Map) {
      List<Field> entry = children.get(0).getChildren();
      return FACTORY.createMapType(child(entry.get(0)), child(entry.get(1)));
    }
    if (!(type instanceof ArrowType.Struct)) {
      throw new IllegalArgumentException("No SQL type for Arrow type " + type);
    }
    RelDataTypeFactory.Builder fields = FACTORY.builder().kind(StructKind.FULLY_QUALIFIED);
    for (Field field : children) {
      fields.add(field.getName(), child(field));
    }
    return fields.build();
  }

  private static RelDataType child(Field field) {
    return toSql(ValueType.of(field), field.isNullable());
  }

  private static RelDataType scalar(ArrowType type) {
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
    if (type instanceof ArrowType.Interval interval) {
      return FACTORY.createSqlIntervalType(qualifier(interval));
    }
    if (type instanceof ArrowType.Time) {
      return FACTORY.createSqlType(SqlTypeName.TIME, 6);
    }
    return FACTORY.createSqlType(simpleName(type));
  }

  private static SqlIntervalQualifier qualifier(ArrowType.Interval type) {
    return switch (type.getUnit()) {
      case YEAR_MONTH -> new SqlIntervalQualifier(TimeUnit.YEAR, TimeUnit.MONTH, SqlParserPos.ZERO);
      case DAY_TIME -> new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO);
      case MONTH_DAY_NANO -> throw new IllegalArgumentException("No SQL type for " + type);
    };
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
   * What values of an SQL type are in Arrow.
   *
   * @throws IllegalArgumentException for SQL types that cannot leave the gateway
   */
  public static ValueType toValue(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ARRAY -> ValueType.list(part(component(type.getComponentType())));
      case MAP ->
          ValueType.map(part(component(type.getKeyType())), part(component(type.getValueType())));
      case ROW -> struct(type);
      default -> ValueType.of(toArrow(type));
    };
  }

  private static RelDataType component(@Nullable RelDataType type) {
    return Objects.requireNonNull(type, "A collection has a component type");
  }

  private static ValueType part(RelDataType type) {
    ValueType part = toValue(type);
    if (part.arrowType() instanceof ArrowType.Interval) {
      throw new IllegalArgumentException("Intervals are not sent inside of other values: " + type);
    }
    return part;
  }

  private static ValueType struct(RelDataType type) {
    List<Field> fields = new ArrayList<>();
    for (RelDataTypeField field : type.getFieldList()) {
      if (field.getName().isEmpty()) {
        throw new IllegalArgumentException("Fields without a name cannot be sent: " + type);
      }
      fields.add(part(field.getType()).field(field.getName()));
    }
    return ValueType.struct(fields);
  }

  /**
   * The Arrow type of an SQL type that holds no other values.
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
      case TIME -> new ArrowType.Time(MICROSECOND, 64);
      case TIMESTAMP -> new ArrowType.Timestamp(MICROSECOND, null);
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new ArrowType.Timestamp(MICROSECOND, "UTC");
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
      case INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          new ArrowType.Interval(IntervalUnit.DAY_TIME);
      default -> throw new IllegalArgumentException("No Arrow type for SQL type " + type);
    };
  }

  /** Whether values of the type hold other values. */
  public static boolean isNested(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ARRAY, MAP, ROW, MULTISET -> true;
      default -> false;
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
