package io.meshgate.policy.mapping;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.ProductTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * A sub-query of a row policy, taken apart: one table, conditions on it, and equalities with the
 * row that the policy is about. Names in its parts are column names alone.
 *
 * @param table the table that is read
 * @param columns its columns that are compared with the row, the selected one or those of the
 *     equalities
 * @param values what they are compared with, in terms of the row; empty for a selected column
 * @param filters conditions on the table's own row
 */
public record MappingQuery(
    MappingTable table, List<Integer> columns, List<SqlNode> values, List<SqlNode> filters) {

  public MappingQuery {
    columns = ImmutableList.copyOf(columns);
    values = ImmutableList.copyOf(values);
    filters = ImmutableList.copyOf(filters);
  }

  private static final String ROW = "this";

  /** Why a sub-query is none that policies may ask. */
  public static final class Refusal extends Exception {
    Refusal(String message) {
      super(message);
    }
  }

  /**
   * Reads the right side of {@code x IN (SELECT …)}.
   *
   * @param tables the tables that the policy says it uses
   * @throws Refusal if it is anything but a column of one of these tables under conditions on it
   */
  public static MappingQuery selected(SqlSelect select, List<MappingTable> tables) throws Refusal {
    Reader reader = new Reader(select, tables, Optional.empty());
    int column = reader.selectedColumn(select);
    List<SqlNode> filters = new ArrayList<>();
    for (SqlNode conjunct : conjuncts(select.getWhere())) {
      if (reader.scope(conjunct) == Scope.ROW) {
        throw new Refusal(
            "The sub-query of IN cannot look at the row; write EXISTS with an equality instead");
      }
      filters.add(reader.plain(conjunct));
    }
    return new MappingQuery(reader.table, List.of(column), List.of(), filters);
  }

  /**
   * Reads the operand of {@code EXISTS (SELECT …)}; what it selects does not matter.
   *
   * @param tables the tables that the policy says it uses
   * @param outer the table that the policy is about
   * @throws Refusal if a condition is neither on the table alone nor an equality with the row
   */
  public static MappingQuery existing(
      SqlSelect select, List<MappingTable> tables, ProductTable outer) throws Refusal {
    Reader reader = new Reader(select, tables, Optional.of(outer));
    List<Integer> columns = new ArrayList<>();
    List<SqlNode> values = new ArrayList<>();
    List<SqlNode> filters = new ArrayList<>();
    for (SqlNode conjunct : conjuncts(select.getWhere())) {
      if (reader.scope(conjunct) == Scope.TABLE) {
        filters.add(reader.plain(conjunct));
      } else {
        reader.equality(conjunct, columns, values);
      }
    }
    return new MappingQuery(reader.table, columns, values, filters);
  }

  private static List<SqlNode> conjuncts(@Nullable SqlNode condition) {
    List<SqlNode> conjuncts = new ArrayList<>();
    if (condition instanceof SqlCall call && call.getKind() == SqlKind.AND) {
      for (SqlNode operand : call.getOperandList()) {
        conjuncts.addAll(conjuncts(operand));
      }
    } else if (condition != null) {
      conjuncts.add(condition);
    }
    return conjuncts;
  }

  /** What a condition looks at. */
  private enum Scope {
    TABLE,
    ROW
  }

  private static final class Reader {

    private final MappingTable table;
    private final Optional<ProductTable> outer;
    private final String alias;

    /**
     * @param outer the table whose row the sub-query may look at; empty if it may not
     */
    Reader(SqlSelect select, List<MappingTable> tables, Optional<ProductTable> outer)
        throws Refusal {
      this.outer = outer;
      SqlNode from = select.getFrom();
      String name = "";
      if (from instanceof SqlBasicCall as && as.getKind() == SqlKind.AS && as.operandCount() == 2) {
        from = as.operand(0);
        name = as.operand(1).toString();
      }
      boolean plain =
          select.getGroup() == null
              && select.getHaving() == null
              && select.getQualify() == null
              && select.getWindowList().isEmpty()
              && select.getOrderList() == null
              && select.getOffset() == null
              && select.getFetch() == null
              && !select.isDistinct();
      if (!plain || !(from instanceof SqlIdentifier named)) {
        throw new Refusal("A sub-query is SELECT column FROM table WHERE conditions, no more");
      }
      this.table = used(named, tables);
      this.alias = name.isEmpty() ? table.table().name() : name;
    }

    private static MappingTable used(SqlIdentifier name, List<MappingTable> tables) throws Refusal {
      String text = String.join(".", name.names);
      for (MappingTable table : tables) {
        if (table.isNamed(text)) {
          return table;
        }
      }
      throw new Refusal("Table " + text + " is not under 'uses' of this row policy");
    }

    int selectedColumn(SqlSelect select) throws Refusal {
      if (select.getSelectList().size() == 1
          && select.getSelectList().get(0) instanceof SqlIdentifier column
          && !column.isStar()
          && isTables(column)) {
        return ordinal(column);
      }
      throw new Refusal("The sub-query of IN selects one column of its table");
    }

    private int ordinal(SqlIdentifier column) {
      return table.table().ordinal(last(column)).orElseThrow();
    }

    private static String last(SqlIdentifier name) {
      return name.names.get(name.names.size() - 1);
    }

    /** An equality of a column of the table with something of the row. */
    void equality(SqlNode conjunct, List<Integer> columns, List<SqlNode> values) throws Refusal {
      if (conjunct instanceof SqlCall call && call.getKind() == SqlKind.EQUALS) {
        for (int side = 0; side < 2; side++) {
          if (call.operand(side) instanceof SqlIdentifier column
              && !isPrincipals(column)
              && isTables(column)
              && scope(call.operand(1 - side)) == Scope.ROW) {
            int ordinal = ordinal(column);
            if (columns.contains(ordinal)) {
              throw new Refusal("Column '" + last(column) + "' is compared with the row twice");
            }
            columns.add(ordinal);
            values.add(plain(call.operand(1 - side)));
            return;
          }
        }
      }
      throw new Refusal(
          "A sub-query looks at the row by equalities only: its own column = a value of the row");
    }

    /** What a condition looks at; both at once is an equality at most, and so of the row. */
    Scope scope(SqlNode node) throws Refusal {
      List<SqlIdentifier> names = new ArrayList<>();
      List<SqlCall> queries = new ArrayList<>();
      node.accept(
          new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
              if (call.isA(SqlKind.QUERY)) {
                queries.add(call);
                return null;
              }
              return super.visit(call);
            }

            @Override
            public @Nullable Void visit(SqlIdentifier name) {
              names.add(name);
              return null;
            }
          });
      if (!queries.isEmpty()) {
        throw new Refusal("A sub-query cannot hold another one");
      }
      Scope scope = Scope.TABLE;
      for (SqlIdentifier name : names) {
        if (!isPrincipals(name) && !isTables(name)) {
          scope = Scope.ROW;
        }
      }
      return scope;
    }

    private static boolean isPrincipals(SqlIdentifier name) {
      return name.names.size() == 2 && name.names.get(0).equalsIgnoreCase("principal");
    }

    /** Whether a name is a column of the table, rather than of the row. */
    private boolean isTables(SqlIdentifier name) throws Refusal {
      boolean here = table.table().ordinal(last(name)).isPresent();
      if (name.names.size() == 1) {
        if (here && outer.isPresent() && outer.get().ordinal(last(name)).isPresent()) {
          throw new Refusal(
              "Column '%s' is in both tables; write %s.%s or %s.%s"
                  .formatted(last(name), alias, last(name), ROW, last(name)));
        }
        return here;
      }
      String qualifier = name.names.get(0);
      if (name.names.size() == 2 && qualifier.equalsIgnoreCase(ROW)) {
        return false;
      }
      if (name.names.size() != 2 || !qualifier.equalsIgnoreCase(alias) || !here) {
        throw new Refusal(
            "Unknown column '%s'; a column of the sub-query's table is %s.column, one of the row"
                    .formatted(name, alias)
                + " %s.column".formatted(ROW));
      }
      return true;
    }

    /** The expression with column names alone. */
    SqlNode plain(SqlNode node) {
      SqlNode plain =
          node.accept(
              new SqlShuttle() {
                @Override
                public SqlNode visit(SqlIdentifier name) {
                  return isPrincipals(name) || name.names.size() < 2
                      ? name
                      : new SqlIdentifier(last(name), name.getParserPosition());
                }

                @Override
                public SqlNode visit(SqlLiteral literal) {
                  return literal;
                }
              });
      return plain == null ? node : plain;
    }
  }
}
