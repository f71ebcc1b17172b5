package io.meshgate.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.contract.ContractType.Part;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteColumn.Supported;
import io.meshgate.spi.RemoteColumn.Unsupported;
import io.meshgate.spi.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | Int(32, true)",
        "BIGINT | Int(64, true)",
        "int2 | Int(16, true)",
        "int(11) unsigned | Int(64, true)",
        "serial | Int(32, true)",
        "decimal(12, 2) | Decimal(12, 2, 128)",
        "numeric(5) | Decimal(5, 0, 128)",
        "double precision | FloatingPoint(DOUBLE)",
        "float(24) | FloatingPoint(SINGLE)",
        "real | FloatingPoint(SINGLE)",
        "character varying(18) | Utf8",
        "varchar[15] | Utf8",
        "jsonb | Utf8",
        "bytea | Binary",
        "timestamp(3) with time zone | Timestamp(MICROSECOND, UTC)",
        "timestamp without time zone | Timestamp(MICROSECOND, null)",
        "time(0) | Time(MICROSECOND, 64)",
        "date | Date(DAY)",
        "bool | Bool",
      })
  void readsPhysicalTypes(String text, String arrowType) {
    assertThat(arrow(physical(text)).map(ArrowType::toString)).contains(arrowType);
  }

  @ParameterizedTest
  @CsvSource({"integer[]", "numeric(50,2)", "STRUCT<a:int>", "Name", "interval"})
  void knowsNoArrowTypeOfOtherTexts(String text) {
    assertThat(arrow(physical(text))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string | Utf8",
        "integer | Int(64, true)",
        "number | FloatingPoint(DOUBLE)",
        "array | Utf8",
        "timestamp | Timestamp(MICROSECOND, null)",
      })
  void fallsBackToLogicalTypes(String logical, String arrowType) {
    ContractType type =
        new ContractType(
            Optional.of("Name"), Optional.of(logical), Optional.empty(), false, List.of());

    assertThat(arrow(type).map(ArrowType::toString)).contains(arrowType);
  }

  @Test
  void readsOptionsOfLogicalTypes() {
    assertThat(logical("number", "f32", false)).isEqualTo("FloatingPoint(SINGLE)");
    assertThat(logical("timestamp", "", true)).isEqualTo("Timestamp(MICROSECOND, UTC)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int4 | integer",
        "varchar(18) | character varying(18)",
        "varchar(18) | varchar(10)",
        "varchar(18) | VARCHAR",
        "serial | integer",
        "numeric(12,2) | decimal(10,2)",
        "numeric | numeric(10,2)",
        "bpchar | character(1)",
        "timestamptz | timestamp(6) with time zone",
        "uuid | char(36)",
        "Name | Name",
        "double | double precision",
      })
  void acceptsOtherSpellingsAndNarrowerTypes(String contract, String live) {
    assertThat(physical(contract).mismatch(column(live))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | bigint",
        "varchar(18) | varchar(20)",
        "numeric(12,2) | numeric(14,2)",
        "numeric(12,2) | numeric(12,4)",
        "date | timestamp",
        "timestamp | timestamptz",
        "int | varchar(3)",
        "real | double precision",
      })
  void reportsTypesThatHoldOtherValues(String contract, String live) {
    assertThat(physical(contract).mismatch(column(live)))
        .contains("is " + live + " at the source; the contract says " + contract);
  }

  @Test
  void reportsWhyAColumnCannotBeRead() {
    RemoteColumn live =
        new RemoteColumn(
            "c", "point", new Unsupported("cast it in a view"), true, "{}", OptionalLong.empty());

    assertThat(physical("point").mismatch(live)).contains("cannot be read: cast it in a view");
  }

  @ParameterizedTest
  @CsvSource({"string, int, false", "integer, int, true", "object, int, true", "date, int, false"})
  void comparesLogicalTypesCoarsely(String logical, String live, boolean fits) {
    ContractType type =
        new ContractType(
            Optional.empty(), Optional.of(logical), Optional.empty(), false, List.of());

    assertThat(type.mismatch(column(live)).isEmpty()).isEqualTo(fits);
  }

  private static ContractType logical(String logical, Part... parts) {
    return new ContractType(
        Optional.empty(), Optional.of(logical), Optional.empty(), false, List.of(parts));
  }

  private static RemoteColumn live(ValueType type) {
    return new RemoteColumn(
        "c", "the source's", new Supported(type), true, "{}", OptionalLong.empty());
  }

  @Test
  void readsNestedLogicalTypes() {
    ContractType type =
        logical("array", new Part("items", logical("object", new Part("a", logical("integer")))));

    assertThat(type.valueType())
        .contains(
            ValueType.list(
                ValueType.struct(List.of(ValueType.of(new ArrowType.Int(64, true)).field("a")))));
    assertThat(arrow(logical("object"))).contains(ArrowType.Utf8.INSTANCE);
  }

  @Test
  void comparesNestedTypesWithTheSource() {
    ValueType numbers = ValueType.list(ValueType.of(new ArrowType.Int(32, true)));
    ValueType row = ValueType.struct(List.of(numbers.field("n")));

    assertThat(logical("array", new Part("items", logical("integer"))).mismatch(live(numbers)))
        .isEmpty();
    assertThat(logical("array", new Part("items", logical("string"))).mismatch(live(numbers)))
        .hasValueSatisfying(text -> assertThat(text).contains("'items'").contains("string"));
    assertThat(logical("object").mismatch(live(numbers))).isPresent();
    assertThat(logical("string").mismatch(live(numbers))).isPresent();
    assertThat(logical("object", new Part("n", logical("array"))).mismatch(live(row))).isEmpty();
    assertThat(logical("object", new Part("m", logical("array"))).mismatch(live(row)))
        .contains("has no field 'm' at the source");
    assertThat(logical("array").mismatch(column("jsonb"))).isEmpty();
  }

  private static Optional<ArrowType> arrow(ContractType type) {
    return type.valueType().map(ValueType::arrowType);
  }

  private static ContractType physical(String text) {
    return new ContractType(
        Optional.of(text), Optional.empty(), Optional.empty(), false, List.of());
  }

  private static String logical(String logical, String format, boolean timezone) {
    ContractType type =
        new ContractType(
            Optional.empty(), Optional.of(logical), Optional.of(format), timezone, List.of());
    return arrow(type).orElseThrow().toString();
  }

  /** A column that its connector carries as whatever its spelling says, or as text. */
  private static RemoteColumn column(String sourceType) {
    ArrowType arrowType = arrow(physical(sourceType)).orElse(ArrowType.Utf8.INSTANCE);
    return new RemoteColumn(
        "c", sourceType, new Supported(arrowType), true, "{}", OptionalLong.empty());
  }
}
