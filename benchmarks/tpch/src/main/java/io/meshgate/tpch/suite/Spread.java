package io.meshgate.tpch.suite;

import static io.meshgate.tpch.suite.BenchmarkTable.CUSTOMER;
import static io.meshgate.tpch.suite.BenchmarkTable.LINEITEM;
import static io.meshgate.tpch.suite.BenchmarkTable.NATION;
import static io.meshgate.tpch.suite.BenchmarkTable.ORDERS;
import static io.meshgate.tpch.suite.BenchmarkTable.PART;
import static io.meshgate.tpch.suite.BenchmarkTable.PARTSUPP;
import static io.meshgate.tpch.suite.BenchmarkTable.REGION;
import static io.meshgate.tpch.suite.BenchmarkTable.SUPPLIER;

import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which source holds which table. */
@SuppressWarnings("ImmutableEnumChecker") // The map is never changed.
public enum Spread {
  /** Sales in PostgreSQL, who and where in MariaDB, what in Parquet. */
  SALES_IN_POSTGRES(
      Set.of(ORDERS, LINEITEM), Set.of(CUSTOMER, NATION, REGION), Set.of(PART, PARTSUPP, SUPPLIER)),
  /** The largest table in Parquet, its orders elsewhere. */
  LINES_IN_PARQUET(
      Set.of(PART, PARTSUPP, SUPPLIER, NATION, REGION), Set.of(ORDERS, CUSTOMER), Set.of(LINEITEM)),
  /** The largest table in MariaDB, every join with it across sources. */
  LINES_IN_MARIADB(
      Set.of(CUSTOMER, SUPPLIER, NATION), Set.of(LINEITEM, PARTSUPP), Set.of(ORDERS, PART, REGION)),
  /** Everything in PostgreSQL. */
  POSTGRES_ALONE(EnumSet.allOf(BenchmarkTable.class), Set.of(), Set.of()),
  /** Everything in MariaDB. */
  MARIADB_ALONE(Set.of(), EnumSet.allOf(BenchmarkTable.class), Set.of());

  private final Map<String, Set<BenchmarkTable>> tables;

  Spread(
      Set<BenchmarkTable> inPostgres,
      Set<BenchmarkTable> inMariaDb,
      Set<BenchmarkTable> inParquet) {
    this.tables =
        ImmutableMap.of(
            Stores.POSTGRES, inPostgres, Stores.MARIADB, inMariaDb, Stores.PARQUET, inParquet);
  }

  /** Name of the schema that has the tables of this spread. */
  public String schema() {
    return "tpch." + name().toLowerCase(Locale.ROOT);
  }

  /** Name of the source that holds the table. */
  public String source(BenchmarkTable table) {
    return tables.entrySet().stream()
        .filter(entry -> entry.getValue().contains(table))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
