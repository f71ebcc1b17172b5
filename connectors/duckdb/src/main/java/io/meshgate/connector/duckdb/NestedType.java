package io.meshgate.connector.duckdb;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A type of lists, structs or maps, taken from the text by which DuckDB names it.
 *
 * @param type what its values are in Arrow
 * @param sql the type that DuckDB exports as that
 */
record NestedType(ValueType type, String sql) {

  /** The type of a text; empty if some part of it has no Arrow type without loss. */
  static Optional<NestedType> parse(String text) {
    Parser parser = new Parser(text);
    Optional<NestedType> type = parser.type();
    return parser.isAtEnd() ? type : Optional.empty();
  }

  /** Reads a text from left to right. */
  private static final class Parser {
    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    boolean isAtEnd() {
      return position == text.length();
    }

    Optional<NestedType> type() {
      Optional<NestedType> type = base();
      while (type.isPresent() && accept("[")) {
        // Arrays of a fixed length are lists whose lengths happen to agree.
        position = text.indexOf(']', position) + 1;
        type = type.map(Parser::list);
      }
      return type;
    }

    private static NestedType list(NestedType element) {
      return new NestedType(ValueType.list(element.type()), element.sql() + "[]");
    }

    private Optional<NestedType> base() {
      if (accept("STRUCT(")) {
        return struct();
      }
      return accept("MAP(") ? map() : scalar();
    }

    private Optional<NestedType> struct() {
      List<Field> fields = new ArrayList<>();
      List<String> sql = new ArrayList<>();
      do {
        String name = name();
        // Without names every field is unnamed, and its type stands in the name's place.
        if (name.isEmpty() || !accept(" ")) {
          return Optional.empty();
        }
        Optional<NestedType> type = type();
        if (type.isEmpty()) {
          return Optional.empty();
        }
        fields.add(type.get().type().field(name));
        sql.add(Sql.name(name) + " " + type.get().sql());
      } while (accept(", "));
      return accept(")")
          ? Optional.of(
              new NestedType(ValueType.struct(fields), "STRUCT(" + String.join(", ", sql) + ")"))
          : Optional.empty();
    }

    private Optional<NestedType> map() {
      Optional<NestedType> key = type();
      if (key.isEmpty() || !accept(", ")) {
        return Optional.empty();
      }
      Optional<NestedType> value = type();
      return value.isPresent() && accept(")")
          ? Optional.of(
              new NestedType(
                  ValueType.map(key.get().type(), value.get().type()),
                  "MAP(" + key.get().sql() + ", " + value.get().sql() + ")"))
          : Optional.empty();
    }

    /** A type without children: up to the comma, bracket or parenthesis that is not its own. */
    private Optional<NestedType> scalar() {
      int start = position;
      int depth = 0;
      while (position < text.length()) {
        char next = text.charAt(position);
        if (depth == 0 && (next == ',' || next == ')' || next == '[')) {
          break;
        }
        if (next == '\'') {
          position = quoted('\'');
          continue;
        }
        depth += next == '(' ? 1 : next == ')' ? -1 : 0;
        position++;
      }
      DuckDbTypes.Mapping mapping = DuckDbTypes.of(text.substring(start, position));
      return mapping.type() instanceof RemoteColumn.Supported supported
              && !mapping.element().isEmpty()
          ? Optional.of(
              new NestedType(
                  supported.valueType(),
                  mapping.element().replace("{}", text.substring(start, position))))
          : Optional.empty();
    }

    private String name() {
      int start = position;
      if (start < text.length() && text.charAt(start) == '"') {
        position = quoted('"');
        return text.substring(start + 1, position - 1).replace("\"\"", "\"");
      }
      while (position < text.length() && " ,()[".indexOf(text.charAt(position)) < 0) {
        position++;
      }
      return text.substring(start, position);
    }

    /** The position after a quoted text that starts here. */
    private int quoted(char quote) {
      int end = position + 1;
      while (end < text.length()) {
        if (text.charAt(end) == quote) {
          if (end + 1 < text.length() && text.charAt(end + 1) == quote) {
            end++;
          } else {
            return end + 1;
          }
        }
        end++;
      }
      return end;
    }

    private boolean accept(String token) {
      boolean found = text.startsWith(token, position);
      if (found) {
        position += token.length();
      }
      return found;
    }
  }
}
