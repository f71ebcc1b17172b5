package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.contract.PhysicalType.Family;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteColumn.Unsupported;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a contract says of a column's type. The physical type counts; the logical type is asked only
 * where there is no physical type or none that is known, since real contracts often have it wrong.
 *
 * @param physicalType the source's type, for example {@code varchar(18)}
 * @param logicalType the standard's type, for example {@code string}
 * @param format the logical type's {@code format} option
 * @param timezone whether the logical type's {@code timezone} option is true
 * @param parts the element of an array, the properties of an object, as far as the contract tells
 */
public record ContractType(
    Optional<String> physicalType,
    Optional<String> logicalType,
    Optional<String> format,
    boolean timezone,
    List<Part> parts) {

  private static final String ARRAY = "array";
  private static final String OBJECT = "object";
  private static final String BRACKETS = "[]";

  /**
   * A type within a type: the element of an array, a property of an object.
   *
   * @param name the property's name; {@code items} for the element of an array
   * @param type what the contract says of it
   */
  public record Part(String name, ContractType type) {
    public Part {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }
  }

  public ContractType {
    parts = ImmutableList.copyOf(parts);
    Objects.requireNonNull(physicalType, "physicalType");
    Objects.requireNonNull(logicalType, "logicalType");
    Objects.requireNonNull(format, "format");
  }

  /**
   * What the values are where no source describes the column; empty if the contract names no type.
   * An array or object whose parts it does not tell is text.
   */
  public Optional<ValueType> valueType() {
    Optional<PhysicalType> physical = parsed();
    if (physical.isPresent()) {
      boolean zoned = timezone && physical.get().family() == Family.TIMESTAMP;
      return zoned
          ? Optional.of(ValueType.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")))
          : physical.get().arrowType().map(ValueType::of);
    }
    return logicalType.flatMap(logical -> nested(logical).or(() -> scalar(logical)));
  }

  private Optional<ValueType> nested(String logical) {
    List<Field> fields = new ArrayList<>();
    for (Part part : parts) {
      Optional<ValueType> type = part.type().valueType();
      if (type.isEmpty()) {
        return Optional.empty();
      }
      fields.add(type.get().field(part.name()));
    }
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    return switch (logical) {
      case ARRAY -> Optional.of(ValueType.list(ValueType.of(fields.get(0))));
      case OBJECT -> Optional.of(ValueType.struct(fields));
      default -> Optional.empty();
    };
  }

  private Optional<ValueType> scalar(String logical) {
    return logicalArrowType(logical).map(ValueType::of);
  }

  /** Why a column of the source does not fit, in words; empty if it does. */
  public Optional<String> mismatch(RemoteColumn live) {
    if (live.type() instanceof Unsupported unsupported) {
      return Optional.of("cannot be read: " + unsupported.reason());
    }
    boolean fits = parsed().map(type -> fits(type, live)).orElseGet(() -> fitsLogically(live));
    return fits
        ? live.valueType().flatMap(this::partMismatch)
        : Optional.of("is " + live.sourceType() + " at the source; the contract says " + text());
  }

  /** What a part that the contract tells lacks at the source. */
  private Optional<String> partMismatch(ValueType live) {
    for (Part part : parts) {
      Optional<Field> field =
          live.arrowType() instanceof ArrowType.List
              ? Optional.of(live.children().get(0))
              : live.children().stream()
                  .filter(child -> child.getName().equals(part.name()))
                  .findFirst();
      if (field.isEmpty() && live.arrowType() instanceof ArrowType.Struct) {
        return Optional.of("has no field '" + part.name() + "' at the source");
      }
      // Text holds a document whose parts nobody has looked at, and a map has no fixed ones.
      Optional<String> mismatch = field.flatMap(found -> part.type().mismatch(part.name(), found));
      if (mismatch.isPresent()) {
        return mismatch;
      }
    }
    return Optional.empty();
  }

  private Optional<String> mismatch(String part, Field live) {
    ValueType type = ValueType.of(live);
    RemoteColumn column =
        new RemoteColumn(
            part,
            type.sqlName().orElseGet(() -> type.arrowType().toString()),
            new RemoteColumn.Supported(type),
            true,
            RemoteColumn.REFERENCE,
            OptionalLong.empty());
    return mismatch(column).map(reason -> "does not fit in '" + part + "', which " + reason);
  }

  /** The type as the contract writes it. */
  public String text() {
    return physicalType.or(() -> logicalType).orElse("nothing");
  }

  private Optional<PhysicalType> parsed() {
    return physicalType.flatMap(PhysicalType::parse);
  }

  private boolean fits(PhysicalType contract, RemoteColumn live) {
    if (PhysicalType.normalize(text()).equals(PhysicalType.normalize(live.sourceType()))) {
      return true;
    }
    Optional<PhysicalType> spelled = PhysicalType.parse(live.sourceType());
    Optional<PhysicalType> carried = live.arrowType().flatMap(PhysicalType::of);
    // A text of a length is judged by the spelling alone: Arrow has no lengths.
    if (spelled.isPresent() && spelled.get().family() == contract.family()) {
      return contract.holds(spelled.get());
    }
    return spelled.filter(contract::holds).isPresent()
        || carried.filter(contract::holds).isPresent()
        || (timezone
            && contract.family() == Family.TIMESTAMP
            && carried.filter(type -> type.family() == Family.TIMESTAMP_TZ).isPresent());
  }

  private boolean fitsLogically(RemoteColumn live) {
    if (elementsDiffer(live)) {
      return false;
    }
    Optional<Family> family = live.arrowType().flatMap(PhysicalType::of).map(PhysicalType::family);
    if (logicalType.isEmpty()) {
      return true;
    }
    if (family.isEmpty()) {
      return live.arrowType().map(type -> fitsNested(logicalType.get(), type)).orElse(true);
    }
    Family found = family.get();
    return switch (logicalType.get()) {
      case "string" -> found.textual() || found == Family.BINARY;
      case "integer" -> found == Family.INTEGER || found == Family.DECIMAL;
      case "number" -> found == Family.INTEGER || found == Family.DECIMAL || found == Family.FLOAT;
      case "boolean" -> found == Family.BOOLEAN || found == Family.INTEGER;
      case "date", "timestamp" ->
          found == Family.DATE || found == Family.TIMESTAMP || found == Family.TIMESTAMP_TZ;
      case "time" -> found == Family.TIME;
      default -> true;
    };
  }

  private static boolean fitsNested(String logical, ArrowType live) {
    return switch (logical) {
      case ARRAY -> live instanceof ArrowType.List;
      case OBJECT -> live instanceof ArrowType.Struct || live instanceof ArrowType.Map;
      case "map" -> live instanceof ArrowType.Map;
      default -> !ValueType.isNested(live);
    };
  }

  /** Whether both texts are arrays, and of types that differ as far as the texts tell. */
  private boolean elementsDiffer(RemoteColumn live) {
    Optional<PhysicalType> contract = physicalType.flatMap(ContractType::element);
    Optional<PhysicalType> found = element(live.sourceType());
    return contract.isPresent() && found.isPresent() && !contract.get().holds(found.get());
  }

  private static Optional<PhysicalType> element(String text) {
    String type = text.strip();
    return type.endsWith(BRACKETS)
        ? PhysicalType.parse(type.substring(0, type.length() - BRACKETS.length()))
        : Optional.empty();
  }

  private Optional<ArrowType> logicalArrowType(String logical) {
    return switch (logical) {
      case "string", "object", "array", "map" -> Optional.of(ArrowType.Utf8.INSTANCE);
      case "integer" -> Optional.of(new ArrowType.Int(64, true));
      case "number" ->
          Optional.of(
              new ArrowType.FloatingPoint(
                  format.filter("f32"::equals).isPresent()
                      ? FloatingPointPrecision.SINGLE
                      : FloatingPointPrecision.DOUBLE));
      case "boolean" -> Optional.of(ArrowType.Bool.INSTANCE);
      case "date" -> Optional.of(new ArrowType.Date(DateUnit.DAY));
      case "timestamp" ->
          Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, timezone ? "UTC" : null));
      case "time" -> Optional.of(new ArrowType.Time(TimeUnit.MICROSECOND, 64));
      default -> Optional.empty();
    };
  }
}
