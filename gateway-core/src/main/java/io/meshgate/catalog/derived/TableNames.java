package io.meshgate.catalog.derived;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Collects the names that stand where tables do, by their parts; used once. */
public final class TableNames extends SqlBasicVisitor<Void> {

  private final Set<List<String>> names = new LinkedHashSet<>();
  private final Set<String> withItems = new HashSet<>();

  private TableNames() {}

  /** The names in a parsed statement that is not validated yet, without those of its own views. */
  public static List<List<String>> in(SqlNode statement) {
    TableNames found = new TableNames();
    statement.accept(found);
    return found.names.stream()
        .filter(name -> name.size() > 1 || !found.withItems.contains(lower(name.get(0))))
        .toList();
  }

  /**
   * The same with names that its own views have too; a table is meant where a view is not known.
   */
  public static Set<List<String>> possiblyIn(SqlNode statement) {
    TableNames found = new TableNames();
    statement.accept(found);
    return found.names;
  }

  @Override
  public Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      table(select.getFrom());
    } else if (call instanceof SqlJoin join) {
      table(join.getLeft());
      table(join.getRight());
    } else if (call instanceof SqlWithItem item) {
      withItems.add(lower(item.name.getSimple()));
    } else if (call.getKind() == SqlKind.EXPLICIT_TABLE) {
      table(call.operand(0));
    }
    return super.visit(call);
  }

  private void table(@Nullable SqlNode node) {
    if (node instanceof SqlIdentifier name) {
      names.add(List.copyOf(name.names));
    } else if (node instanceof SqlCall call && wraps(call.getKind())) {
      table(call.operand(0));
    }
  }

  private static boolean wraps(SqlKind kind) {
    return switch (kind) {
      case AS,
          TABLE_REF,
          TABLESAMPLE,
          LATERAL,
          SNAPSHOT,
          EXTEND,
          MATCH_RECOGNIZE,
          PIVOT,
          UNPIVOT,
          EXPLICIT_TABLE ->
          true;
      default -> false;
    };
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
