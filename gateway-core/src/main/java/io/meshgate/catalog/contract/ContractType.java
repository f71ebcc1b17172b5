package io.meshgate.catalog.contract;

import io.meshgate.catalog.contract.PhysicalType.Family;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteColumn.Unsupported;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * What a contract says of a column's type. The physical type counts; the logical type is asked only
 * where there is no physical type or none that is known, since real contracts often have it wrong.
 *
 * @param physicalType the source's type, for example {@code varchar(18)}
 * @param logicalType the standard's type, for example {@code string}
 * @param format the logical type's {@code format} option
 * @param timezone whether the logical type's {@code timezone} option is true
 */
public record ContractType(
    Optional<String> physicalType,
    Optional<String> logicalType,
    Optional<String> format,
    boolean timezone) {

  public ContractType {
    Objects.requireNonNull(physicalType, "physicalType");
    Objects.requireNonNull(logicalType, "logicalType");
    Objects.requireNonNull(format, "format");
  }

  /** The Arrow type for a column that no source describes; empty if the contract names no type. */
  public Optional<ArrowType> arrowType() {
    Optional<PhysicalType> physical = parsed();
    if (physical.isPresent()) {
      boolean zoned = timezone && physical.get().family() == Family.TIMESTAMP;
      return zoned
          ? Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"))
          : physical.get().arrowType();
    }
    return logicalType.flatMap(this::logicalArrowType);
  }

  /** Why a column of the source does not fit, in words; empty if it does. */
  public Optional<String> mismatch(RemoteColumn live) {
    if (live.type() instanceof Unsupported unsupported) {
      return Optional.of("cannot be read: " + unsupported.reason());
    }
    boolean fits = parsed().map(type -> fits(type, live)).orElseGet(() -> fitsLogically(live));
    return fits
        ? Optional.empty()
        : Optional.of("is " + live.sourceType() + " at the source; the contract says " + text());
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
    Optional<Family> family = live.arrowType().flatMap(PhysicalType::of).map(PhysicalType::family);
    if (logicalType.isEmpty() || family.isEmpty()) {
      return true;
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
