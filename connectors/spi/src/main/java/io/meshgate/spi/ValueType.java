package io.meshgate.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * What the values of a column are in Arrow, nested values included.
 *
 * <p>Children have one form, whatever a source calls them: the element of a list is {@code item},
 * the entries of a map are {@code entries} of {@code key} and {@code value}. All children may be
 * NULL, save for a map's entries and keys.
 *
 * @param arrowType the Arrow type
 * @param children the element of a list, the fields of a struct, the entries of a map; empty for
 *     anything else
 * @param sqlName the name of the type for people and drivers, where the Arrow type does not say it:
 *     {@code UUID} and {@code JSON} travel as text
 */
public record ValueType(ArrowType arrowType, List<Field> children, Optional<String> sqlName) {

  /** The metadata key under which a field carries {@link #sqlName()}. */
  public static final String TYPE_NAME = "ARROW:FLIGHT:SQL:TYPE_NAME";

  private static final String ELEMENT = "item";

  public ValueType {
    Objects.requireNonNull(arrowType, "arrowType");
    Objects.requireNonNull(sqlName, "sqlName");
    children = List.copyOf(children);
    int expected =
        arrowType instanceof ArrowType.List || arrowType instanceof ArrowType.Map
            ? 1
            : arrowType instanceof ArrowType.Struct ? children.size() : 0;
    if (children.size() != expected) {
      throw new IllegalArgumentException(arrowType + " has " + expected + " children: " + children);
    }
  }

  /** A type without children. */
  public static ValueType of(ArrowType type) {
    return new ValueType(type, List.of(), Optional.empty());
  }

  /** Lists of a type. */
  public static ValueType list(ValueType element) {
    return new ValueType(
        ArrowType.List.INSTANCE, List.of(element.field(ELEMENT)), Optional.empty());
  }

  /** Structs with these fields, in this order. */
  public static ValueType struct(List<Field> fields) {
    return new ValueType(ArrowType.Struct.INSTANCE, fields, Optional.empty());
  }

  /** Maps from a type to another. */
  public static ValueType map(ValueType key, ValueType value) {
    Field keys =
        new Field(MapVector.KEY_NAME, new FieldType(false, key.arrowType(), null), key.children());
    Field entries =
        new Field(
            MapVector.DATA_VECTOR_NAME,
            new FieldType(false, ArrowType.Struct.INSTANCE, null),
            List.of(keys, value.field(MapVector.VALUE_NAME)));
    return new ValueType(new ArrowType.Map(false), List.of(entries), Optional.empty());
  }

  /** This type under a name for people and drivers. */
  public ValueType named(String name) {
    return new ValueType(arrowType, children, Optional.of(name));
  }

  /** Whether values hold other values. */
  public boolean nested() {
    return isNested(arrowType);
  }

  /** Whether values of an Arrow type hold other values. */
  public static boolean isNested(ArrowType type) {
    return type.isComplex();
  }

  /** A nullable field of this type, with {@link #sqlName()} in its metadata. */
  public Field field(String name) {
    Map<String, String> metadata = sqlName.map(text -> Map.of(TYPE_NAME, text)).orElseGet(Map::of);
    return new Field(name, new FieldType(true, arrowType, null, metadata), children);
  }

  /** The type of a field, whatever its name. */
  public static ValueType of(Field field) {
    return new ValueType(
        field.getType(),
        field.getChildren(),
        Optional.ofNullable(field.getMetadata().get(TYPE_NAME)));
  }

  /**
   * Whether two fields hold the same values: equal types, and equal names of what structs hold. The
   * names of list elements and map entries differ from one library to the next and say nothing; a
   * point in time is the same in every zone.
   */
  public static boolean sameValues(Field one, Field other) {
    List<Field> children = one.getChildren();
    if (!sameType(one.getType(), other.getType())
        || children.size() != other.getChildren().size()) {
      return false;
    }
    boolean named = one.getType() instanceof ArrowType.Struct;
    boolean entries = one.getType() instanceof ArrowType.Map;
    for (int i = 0; i < children.size(); i++) {
      Field child = children.get(i);
      Field match = other.getChildren().get(i);
      boolean same =
          entries
              ? sameChildren(child.getChildren(), match.getChildren())
              : sameValues(child, match) && (!named || child.getName().equals(match.getName()));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameChildren(List<Field> keyAndValue, List<Field> others) {
    return keyAndValue.size() == others.size()
        && sameValues(keyAndValue.get(0), others.get(0))
        && sameValues(keyAndValue.get(1), others.get(1));
  }

  private static boolean sameType(ArrowType one, ArrowType other) {
    if (one instanceof ArrowType.Timestamp a && other instanceof ArrowType.Timestamp b) {
      return a.getUnit() == b.getUnit() && (a.getTimezone() == null) == (b.getTimezone() == null);
    }
    // Whether keys are sorted is a remark on the values, not their type.
    return one instanceof ArrowType.Map ? other instanceof ArrowType.Map : one.equals(other);
  }
}
