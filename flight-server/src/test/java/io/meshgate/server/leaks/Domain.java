package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Bounds;
import io.meshgate.connector.testing.query.Kind;
import io.meshgate.connector.testing.query.Tables;
import java.util.List;

/** What sort of values a column has, in the order of {@link Tables#COLUMNS}. */
enum Domain {
  /** Different in every row; the first column of every table and of no other. */
  ID(0),
  /** A few small whole numbers. */
  K(1),
  /** Large whole numbers. */
  N(2),
  /** Decimals of two digits after the point. */
  DEC2(3),
  /** Decimals of four digits after the point. */
  DEC4(4),
  /** Floating numbers. */
  DBL(5),
  /** Texts of all sorts. */
  TXT(6),
  /** A few short texts. */
  CODE(7),
  FLAG(8),
  BORN(9),
  MOMENT(10);

  private final int column;

  Domain(int column) {
    this.column = column;
  }

  /** Its position in {@link Tables#COLUMNS}. */
  int column() {
    return column;
  }

  Kind kind() {
    return Tables.COLUMNS.get(column).kind();
  }

  Bounds bounds() {
    return Tables.COLUMNS.get(column).bounds();
  }

  /** The types that columns of it have in a kind of store. */
  List<String> types(String source) {
    boolean maria = source.equals("maria");
    return switch (this) {
      case ID -> List.of("INTEGER", "BIGINT");
      case K -> List.of("INTEGER", "BIGINT", "SMALLINT");
      case N -> List.of("BIGINT");
      case DEC2 -> List.of("DECIMAL(10, 2)", "DECIMAL(14, 2)");
      case DEC4 -> List.of("DECIMAL(12, 4)", "DECIMAL(18, 4)");
      case DBL -> List.of("DOUBLE PRECISION");
      case TXT -> maria ? List.of("VARCHAR(50)", "VARCHAR(200)") : List.of("TEXT", "VARCHAR(50)");
      case CODE -> List.of("VARCHAR(20)", "VARCHAR(40)");
      case FLAG -> List.of("BOOLEAN");
      case BORN -> List.of("DATE");
      case MOMENT -> List.of(maria ? "DATETIME(6)" : "TIMESTAMP");
    };
  }
}
