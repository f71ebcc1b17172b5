package io.meshgate.plan;

import io.meshgate.plan.place.FunctionTable;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;

/**
 * The operators that names in a query may resolve to: the standard's and PostgreSQL's.
 *
 * <p>What resolves still runs only if an engine lists it; see {@link FunctionTable}.
 */
final class Operators {

  static final SqlOperatorTable TABLE =
      SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
          SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);

  private Operators() {}
}
