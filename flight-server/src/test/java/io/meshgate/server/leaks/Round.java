package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import io.meshgate.server.e2e.Stores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random tables, random rules, two fillings that look the same to {@code ana}, and who asks about
 * them.
 */
final class Round implements AutoCloseable {

  private final Rules rules;
  private final List<QueriedTable> tables;
  private final List<TableRules> limited;
  private final TwinMeshes meshes;
  private final ReferenceDatabase seenByAna;
  private final ReferenceDatabase seenByBea;
  private final Map<RandomTable, Long> hidden = new HashMap<>();
  private final Caller ana;
  private final Caller twinOfAna;
  private final Caller bea;

  Round(Stores stores, Path folder, long seed) throws Exception {
    Random random = new Random(seed);
    Map<RandomTable, List<List<@Nullable Object>>> base = new LinkedHashMap<>();
    RandomTable.all(random).forEach(table -> base.put(table, table.randomRows(random)));
    rules = new Rules(base, random);
    tables = rules.queried();
    limited = rules.limited();
    TwinRows rows = TwinRows.random(rules, base, random);
    rules.all().forEach(of -> hidden.put(of.table(), rows.hidden(of)));
    meshes = TwinMeshes.start(stores, folder, rules, rows);
    seenByAna = rules.visible(rows.first(), Viewer.ANA);
    seenByBea = rules.visible(rows.first(), Viewer.BEA);
    ana = new Caller(meshes.first(), "ana");
    twinOfAna = new Caller(meshes.second(), "ana");
    bea = new Caller(meshes.first(), "bea");
  }

  Rules rules() {
    return rules;
  }

  /** How many rows of a table are hidden in either filling. */
  long hidden(TableRules of) {
    return Objects.requireNonNull(hidden.get(of.table()));
  }

  List<QueriedTable> tables() {
    return tables;
  }

  /** The tables of which only groups are shown; maybe none. */
  List<TableRules> limited() {
    return limited;
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
