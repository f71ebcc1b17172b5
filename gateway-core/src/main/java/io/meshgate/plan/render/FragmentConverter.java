package io.meshgate.plan.render;

import java.util.List;
import org.apache.calcite.rel.rel2sql.RelToSqlConverter;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Calcite's way from plans to SQL, which also knows {@link FragmentTable}. Used once. */
// Public because Calcite reaches it by reflection and from generated code.
public final class FragmentConverter extends RelToSqlConverter {

  FragmentConverter(FragmentDialect dialect) {
    super(dialect);
  }

  /** Writes the table as its engine wrote it. Public because Calcite finds it by reflection. */
  public Result visit(FragmentTable table) {
    return result(new RawTable(table), List.of(Clause.FROM), table, null);
  }

  /** An identifier that is written as the engine's own text. */
  private static final class RawTable extends SqlIdentifier {
    private final FragmentTable table;

    RawTable(FragmentTable table) {
      super(table.alias(), SqlParserPos.ZERO);
      this.table = table;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
      writer.print(table.from());
      writer.setNeedWhitespace(true);
    }
  }
}
