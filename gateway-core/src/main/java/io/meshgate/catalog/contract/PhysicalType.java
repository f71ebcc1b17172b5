package io.meshgate.catalog.contract;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * What an SQL type text means, without regard to how a database spells it.
 *
 * @param family the kind of values
 * @param width bits of a number, digits of a decimal, characters of a text; empty if not bounded
 * @param scale digits after the point of a decimal
 */
record PhysicalType(Family family, OptionalInt width, OptionalInt scale) {

  private static final int MAX_DECIMAL_DIGITS = 38;
  private static final int DEFAULT_SCALE = 10;
  private static final int SINGLE_DIGITS = 24;
  private static final Pattern ARGUMENTS =
      Pattern.compile("[(\\[]\\s*(\\d{1,9}|max)\\s*(?:,\\s*(\\d{1,9})\\s*)?[)\\]]");
  private static final Pattern LENGTH_IN_BRACKETS =
      Pattern.compile("(varchar|char|bpchar|character( varying)?) ?\\[\\d+]");
  private static final ImmutableMap<String, PhysicalType> NAMES = names();

  /** Kinds of values. */
  enum Family {
    BOOLEAN,
    INTEGER,
    DECIMAL,
    FLOAT,
    TEXT,
    UUID,
    JSON,
    XML,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMP_TZ;

    /** Whether the values travel as text. */
    boolean textual() {
      return this == TEXT || this == UUID || this == JSON || this == XML;
    }
  }

  /** The meaning of a type text; empty if it is none that is known here. */
  static Optional<PhysicalType> parse(String text) {
    String type = normalize(text);
    if (type.contains("[") && !LENGTH_IN_BRACKETS.matcher(type).matches()) {
      return Optional.empty();
    }
    Matcher arguments = ARGUMENTS.matcher(type);
    OptionalInt width = OptionalInt.empty();
    OptionalInt scale = OptionalInt.empty();
    if (arguments.find()) {
      width = number(arguments.group(1));
      scale = number(arguments.group(2));
      type =
          normalize(type.substring(0, arguments.start()) + " " + type.substring(arguments.end()));
    }
    PhysicalType base = NAMES.get(type);
    return base == null ? Optional.empty() : Optional.of(base.withArguments(width, scale));
  }

  /** A type text in lower case with single spaces, for comparison. */
  static String normalize(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  /** The meaning of an Arrow type; empty for types that are no SQL scalars. */
  static Optional<PhysicalType> of(ArrowType type) {
    if (type instanceof ArrowType.Int integer) {
      return Optional.of(sized(Family.INTEGER, integer.getBitWidth()));
    }
    if (type instanceof ArrowType.Decimal decimal) {
      return Optional.of(
          new PhysicalType(
              Family.DECIMAL,
              OptionalInt.of(decimal.getPrecision()),
              OptionalInt.of(decimal.getScale())));
    }
    if (type instanceof ArrowType.FloatingPoint floating) {
      return Optional.of(
          sized(Family.FLOAT, floating.getPrecision() == FloatingPointPrecision.SINGLE ? 32 : 64));
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return Optional.of(
          plain(timestamp.getTimezone() == null ? Family.TIMESTAMP : Family.TIMESTAMP_TZ));
    }
    return switch (type.getTypeID()) {
      case Bool -> Optional.of(plain(Family.BOOLEAN));
      case Utf8 -> Optional.of(plain(Family.TEXT));
      case Binary -> Optional.of(plain(Family.BINARY));
      case Date -> Optional.of(plain(Family.DATE));
      case Time -> Optional.of(plain(Family.TIME));
      default -> Optional.empty();
    };
  }

  /** The Arrow type that carries it; empty for decimals of more digits than the gateway has. */
  Optional<ArrowType> arrowType() {
    return switch (family) {
      case BOOLEAN -> Optional.of(ArrowType.Bool.INSTANCE);
      case INTEGER -> Optional.of(new ArrowType.Int(width.orElse(64), true));
      case DECIMAL -> decimal();
      case FLOAT ->
          Optional.of(
              new ArrowType.FloatingPoint(
                  width.orElse(64) == 32
                      ? FloatingPointPrecision.SINGLE
                      : FloatingPointPrecision.DOUBLE));
      case TEXT, UUID, JSON, XML -> Optional.of(ArrowType.Utf8.INSTANCE);
      case BINARY -> Optional.of(ArrowType.Binary.INSTANCE);
      case DATE -> Optional.of(new ArrowType.Date(DateUnit.DAY));
      case TIME -> Optional.of(new ArrowType.Time(TimeUnit.MICROSECOND, 64));
      case TIMESTAMP -> Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
      case TIMESTAMP_TZ -> Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
    };
  }

  /** Whether every value of {@code live} is a value of this type, as far as the texts tell. */
  boolean holds(PhysicalType live) {
    if (family != live.family) {
      return family.textual() && live.family.textual();
    }
    if (width.isEmpty() || live.width.isEmpty()) {
      return true;
    }
    return switch (family) {
      case DECIMAL ->
          scale.orElse(0) == live.scale.orElse(0) && live.width.getAsInt() <= width.getAsInt();
      case INTEGER, FLOAT, TEXT -> live.width.getAsInt() <= width.getAsInt();
      default -> true;
    };
  }

  private Optional<ArrowType> decimal() {
    int digits = width.orElse(MAX_DECIMAL_DIGITS);
    int after = scale.orElse(width.isPresent() ? 0 : DEFAULT_SCALE);
    return digits < 1 || digits > MAX_DECIMAL_DIGITS || after > digits
        ? Optional.empty()
        : Optional.of(new ArrowType.Decimal(digits, after, 128));
  }

  private PhysicalType withArguments(OptionalInt first, OptionalInt second) {
    return switch (family) {
      case TEXT -> new PhysicalType(family, first, OptionalInt.empty());
      case DECIMAL -> width.isPresent() ? this : new PhysicalType(family, first, second);
      case FLOAT ->
          width.isPresent() || first.isEmpty()
              ? this
              : sized(family, first.getAsInt() <= SINGLE_DIGITS ? 32 : 64);
      // Digits shown of an integer or of a fraction of a second; no other values.
      default -> this;
    };
  }

  private static OptionalInt number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null || digits.equals("max")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(digits));
  }

  private static PhysicalType plain(Family family) {
    return new PhysicalType(family, OptionalInt.empty(), OptionalInt.empty());
  }

  private static PhysicalType sized(Family family, int width) {
    return new PhysicalType(family, OptionalInt.of(width), OptionalInt.empty());
  }

  private static ImmutableMap<String, PhysicalType> names() {
    ImmutableMap.Builder<String, PhysicalType> names = ImmutableMap.builder();
    add(names, plain(Family.BOOLEAN), "boolean,bool,bit");
    addIntegers(names);
    addTexts(names);
    add(names, plain(Family.DECIMAL), "numeric,decimal,dec,number,bignumeric");
    add(names, plain(Family.FLOAT), "float");
    add(names, sized(Family.FLOAT, 32), "real,float4,float32");
    add(names, sized(Family.FLOAT, 64), "double,double precision,float8,float64");
    add(names, plain(Family.DATE), "date");
    add(names, plain(Family.TIME), "time,time without time zone");
    addTimestamps(names);
    return names.buildOrThrow();
  }

  private static void addIntegers(ImmutableMap.Builder<String, PhysicalType> names) {
    add(names, sized(Family.INTEGER, 8), "tinyint,int1,byteint");
    add(
        names,
        sized(Family.INTEGER, 16),
        "smallint,int2,smallserial,serial2,short,tinyint unsigned,utinyint");
    add(
        names,
        sized(Family.INTEGER, 32),
        "integer,int,int4,int32,serial,serial4,mediumint,mediumint unsigned,"
            + "smallint unsigned,usmallint");
    add(
        names,
        sized(Family.INTEGER, 64),
        "bigint,int8,int64,long,bigserial,serial8,integer unsigned,int unsigned," + "uinteger");
    add(
        names,
        new PhysicalType(Family.DECIMAL, OptionalInt.of(20), OptionalInt.of(0)),
        "bigint unsigned,ubigint");
  }

  private static void addTexts(ImmutableMap.Builder<String, PhysicalType> names) {
    add(
        names,
        plain(Family.TEXT),
        "varchar,character varying,char varying,varchar2,nvarchar,nvarchar2,"
            + "char,character,bpchar,nchar,text,tinytext,mediumtext,longtext,clob,"
            + "string,citext");
    add(names, plain(Family.UUID), "uuid,uniqueidentifier");
    add(names, plain(Family.JSON), "json,jsonb");
    add(names, plain(Family.XML), "xml");
    add(
        names,
        plain(Family.BINARY),
        "bytea,binary,varbinary,blob,tinyblob,mediumblob,longblob,bytes");
  }

  private static void addTimestamps(ImmutableMap.Builder<String, PhysicalType> names) {
    add(
        names,
        plain(Family.TIMESTAMP),
        "timestamp,timestamp without time zone,datetime,datetime2,timestamp_ntz,"
            + "timestamp_s,timestamp_ms,timestamp_ns");
    add(
        names,
        plain(Family.TIMESTAMP_TZ),
        "timestamptz,timestamp with time zone,timestamp with local time zone,"
            + "timestamp_tz,timestamp_ltz,datetimeoffset");
  }

  private static void add(
      ImmutableMap.Builder<String, PhysicalType> names, PhysicalType type, String spellings) {
    for (String spelling : Splitter.on(',').split(spellings)) {
      names.put(spelling, type);
    }
  }
}
