package io.meshgate.system;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All system tables of a gateway. Their schemas have names of one part, so no product's schema,
 * which has two, can be taken for one of them. Immutable.
 *
 * @param tables the tables, ordered by schema and name
 */
public record SystemTables(List<SystemTable> tables) {

  public SystemTables {
    tables = ImmutableList.copyOf(tables);
  }

  /**
   * The tables that every gateway has, and others.
   *
   * @param more tables that are filled from elsewhere
   */
  public static SystemTables with(List<SystemTable> more) {
    List<SystemTable> all = new CopyOnWriteArrayList<>();
    all.addAll(new InformationSchema(() -> all).all());
    all.addAll(new MeshTables(() -> all).all());
    all.addAll(more);
    return new SystemTables(all);
  }

  /** The table of this name, without regard to case. */
  public Optional<SystemTable> table(String schema, String name) {
    return tables.stream()
        .filter(table -> table.schema().equalsIgnoreCase(schema))
        .filter(table -> table.name().equalsIgnoreCase(name))
        .findFirst();
  }
}
