package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The families of types and the Arrow type by which the samples of each are held. */
final class Kinds {

  static final int DECIMAL_PRECISION = 12;
  static final int DECIMAL_SCALE = 2;

  private Kinds() {}

  static ArrowType integer(int bits) {
    return new ArrowType.Int(bits, true);
  }

  static ArrowType decimal(int precision, int scale) {
    return new ArrowType.Decimal(precision, scale, 128);
  }

  static ArrowType sampleType(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INTEGER -> integer(64);
      case DECIMAL -> decimal(DECIMAL_PRECISION, DECIMAL_SCALE);
      case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case TEXT -> ArrowType.Utf8.INSTANCE;
      case BINARY -> ArrowType.Binary.INSTANCE;
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case TIMESTAMP_TZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      case OTHER -> throw new IllegalArgumentException("There are no samples of OTHER");
    };
  }

  static TypeKind of(ArrowType type) {
    if (type instanceof ArrowType.FloatingPoint number) {
      return number.getPrecision() == FloatingPointPrecision.SINGLE
          ? TypeKind.REAL
          : TypeKind.DOUBLE;
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return timestamp.getTimezone() == null ? TypeKind.TIMESTAMP : TypeKind.TIMESTAMP_TZ;
    }
    return switch (type.getTypeID()) {
      case Bool -> TypeKind.BOOLEAN;
      case Int -> TypeKind.INTEGER;
      case Decimal -> TypeKind.DECIMAL;
      case Utf8, LargeUtf8 -> TypeKind.TEXT;
      case Binary, LargeBinary -> TypeKind.BINARY;
      case Date -> TypeKind.DATE;
      case Time -> TypeKind.TIME;
      default -> TypeKind.OTHER;
    };
  }
}
