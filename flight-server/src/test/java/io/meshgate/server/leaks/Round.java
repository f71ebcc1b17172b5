package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import io.meshgate.connector.testing.query.Tables;
import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.server.e2e.Stores;
import io.meshgate.server.leaks.TableRules.Viewer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random rules, two fillings that look the same to {@code ana}, and who asks about them. */
final class Round implements AutoCloseable {

  private final Rules rules;
  private final List<QueriedTable> tables;
  private final TwinMeshes meshes;
  private final ReferenceDatabase seenByAna;
  private final ReferenceDatabase seenByBea;
  private final Caller ana;
  private final Caller twinOfAna;
  private final Caller bea;

  Round(Stores stores, Path folder, long seed) throws Exception {
    Random random = new Random(seed);
    Map<Table, List<List<@Nullable Object>>> base = new LinkedHashMap<>();
    Tables.ALL.forEach(table -> base.put(table, Tables.rows(table.rows(), random)));
    rules = new Rules(base, random);
    tables = rules.queried();
    TwinRows rows = TwinRows.random(rules, base, random);
    meshes = TwinMeshes.start(stores, folder, rules, rows);
    seenByAna = new ReferenceDatabase(rules.visible(rows.first(), Viewer.ANA));
    seenByBea = new ReferenceDatabase(rules.visible(rows.first(), Viewer.BEA));
    ana = new Caller(meshes.first(), "ana");
    twinOfAna = new Caller(meshes.second(), "ana");
    bea = new Caller(meshes.first(), "bea");
  }

  Rules rules() {
    return rules;
  }

  List<QueriedTable> tables() {
    return tables;
  }

  Caller ana() {
    return ana;
  }

  /** The same user at the gateway whose hidden data differ. */
  Caller twinOfAna() {
    return twinOfAna;
  }

  /** Who sees fewer rows than {@link #ana()}. */
  Caller bea() {
    return bea;
  }

  ReferenceDatabase seenByAna() {
    return seenByAna;
  }

  ReferenceDatabase seenByBea() {
    return seenByBea;
  }

  TwinMeshes meshes() {
    return meshes;
  }

  @Override
  public void close() throws Exception {
    try (meshes;
        seenByAna;
        seenByBea;
        ana;
        twinOfAna;
        bea) {
      // In the order of their needs.
    }
  }
}
