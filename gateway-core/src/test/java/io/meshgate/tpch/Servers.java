package io.meshgate.tpch;

import io.meshgate.TestMesh;
import io.meshgate.spi.TableName;
import io.meshgate.tpch.suite.BenchmarkTable;
import io.meshgate.tpch.suite.Reference;
import io.meshgate.tpch.suite.Spread;
import io.meshgate.tpch.suite.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The benchmark's stores as one mesh, and the DuckDB that says what is right: there each viewer has
 * a schema of views over the rows it sees.
 */
final class Servers implements AutoCloseable {

  private final Stores stores;
  private final Reference reference;
  private final TestMesh mesh;

  private Servers(Stores stores) throws SQLException {
    this.stores = stores;
    reference = stores.reference();
    for (Viewer viewer : Viewer.values()) {
      reference.execute("CREATE SCHEMA " + viewer.name());
      for (BenchmarkTable table : BenchmarkTable.values()) {
        reference.execute(
            "CREATE VIEW %s.%s AS SELECT * FROM main.%s WHERE %s"
                .formatted(
                    viewer.name(), table.sqlName(), table.sqlName(), viewer.visibleRows(table)));
      }
    }
    mesh = mesh(stores);
  }

  /** Starts the servers on {@code folder} and fills them. */
  static Servers start(Path folder, double scale) throws SQLException, IOException {
    return new Servers(Stores.start(folder, scale));
  }

  /** A mesh with one product for each {@link Spread}. */
  TestMesh mesh() {
    return mesh;
  }

  private static TestMesh mesh(Stores stores) {
    TestMesh made = new TestMesh();
    Stores.types()
        .forEach(
            (source, type) -> made.source(source, type, stores.options(source), stores.lake()));
    for (Spread spread : Spread.values()) {
      for (BenchmarkTable table : BenchmarkTable.values()) {
        String source = spread.source(table);
        made.table(
            spread.schema(),
            table.sqlName(),
            source,
            TableName.of(Stores.remoteName(source, table)));
      }
    }
    return made;
  }

  /** What plain DuckDB answers on the rows that the viewer sees. */
  synchronized List<List<@Nullable Object>> ask(Viewer viewer, String sql) throws SQLException {
    reference.execute("SET schema = '" + viewer.name() + "'");
    return reference.ask(sql);
  }

  @Override
  public void close() throws SQLException {
    mesh.close();
    reference.close();
    stores.close();
  }
}
