package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A column of a random table.
 *
 * @param name as it stands in the store, the contract and queries
 * @param type in the store
 * @param pool the values that it mostly holds, so that joins meet and conditions hold
 */
record Field(String name, Domain domain, String type, List<Object> pool) {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  Field {
    pool = List.copyOf(pool);
  }

  /** The name as expressions write it. */
  String quoted() {
    return "\"" + name + "\"";
  }

  /** The column as queries name it. */
  Column column() {
    return new Column(
        name, domain.kind(), domain.bounds(), pool.stream().map(Field::literal).toList());
  }

  /** A value as SQL writes it. */
  static String literal(Object value) {
    if (value instanceof String text) {
      return "'" + text.replace("'", "''") + "'";
    }
    if (value instanceof LocalDate day) {
      return "DATE '" + day + "'";
    }
    if (value instanceof LocalDateTime moment) {
      return "TIMESTAMP '" + MOMENT.format(moment) + "'";
    }
    if (value instanceof Boolean truth) {
      return truth ? "TRUE" : "FALSE";
    }
    String number =
        value instanceof BigDecimal decimal
            ? decimal.toPlainString()
            : value instanceof Double floating
                ? new BigDecimal(floating).toPlainString() + "E0"
                : value.toString();
    return number.startsWith("-") ? "(" + number + ")" : number;
  }
}
