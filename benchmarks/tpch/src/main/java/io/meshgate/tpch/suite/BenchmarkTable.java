package io.meshgate.tpch.suite;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of TPC-H, with their definitions in SQL that all stores take. */
@SuppressWarnings("ImmutableEnumChecker") // The generator and the lists are never changed.
public enum BenchmarkTable {
  REGION(
      TpchTable.REGION,
      "r_regionkey INTEGER NOT NULL, r_name CHAR(25) NOT NULL, r_comment VARCHAR(152)",
      "r_regionkey"),
  NATION(
      TpchTable.NATION,
      "n_nationkey INTEGER NOT NULL, n_name CHAR(25) NOT NULL, n_regionkey INTEGER NOT NULL,"
          + " n_comment VARCHAR(152)",
      "n_nationkey",
      "n_regionkey"),
  SUPPLIER(
      TpchTable.SUPPLIER,
      "s_suppkey INTEGER NOT NULL, s_name CHAR(25) NOT NULL, s_address VARCHAR(40) NOT NULL,"
          + " s_nationkey INTEGER NOT NULL, s_phone CHAR(15) NOT NULL,"
          + " s_acctbal DECIMAL(15,2) NOT NULL, s_comment VARCHAR(101) NOT NULL",
      "s_suppkey",
      "s_nationkey"),
  CUSTOMER(
      TpchTable.CUSTOMER,
      "c_custkey INTEGER NOT NULL, c_name VARCHAR(25) NOT NULL, c_address VARCHAR(40) NOT NULL,"
          + " c_nationkey INTEGER NOT NULL, c_phone CHAR(15) NOT NULL,"
          + " c_acctbal DECIMAL(15,2) NOT NULL, c_mktsegment CHAR(10) NOT NULL,"
          + " c_comment VARCHAR(117) NOT NULL",
      "c_custkey",
      "c_nationkey"),
  PART(
      TpchTable.PART,
      "p_partkey INTEGER NOT NULL, p_name VARCHAR(55) NOT NULL, p_mfgr CHAR(25) NOT NULL,"
          + " p_brand CHAR(10) NOT NULL, p_type VARCHAR(25) NOT NULL, p_size INTEGER NOT NULL,"
          + " p_container CHAR(10) NOT NULL, p_retailprice DECIMAL(15,2) NOT NULL,"
          + " p_comment VARCHAR(23) NOT NULL",
      "p_partkey"),
  PARTSUPP(
      TpchTable.PART_SUPPLIER,
      "ps_partkey INTEGER NOT NULL, ps_suppkey INTEGER NOT NULL, ps_availqty INTEGER NOT NULL,"
          + " ps_supplycost DECIMAL(15,2) NOT NULL, ps_comment VARCHAR(199) NOT NULL",
      "ps_partkey, ps_suppkey",
      "ps_suppkey"),
  ORDERS(
      TpchTable.ORDERS,
      "o_orderkey BIGINT NOT NULL, o_custkey INTEGER NOT NULL, o_orderstatus CHAR(1) NOT NULL,"
          + " o_totalprice DECIMAL(15,2) NOT NULL, o_orderdate DATE NOT NULL,"
          + " o_orderpriority CHAR(15) NOT NULL, o_clerk CHAR(15) NOT NULL,"
          + " o_shippriority INTEGER NOT NULL, o_comment VARCHAR(79) NOT NULL",
      "o_orderkey",
      "o_custkey"),
  LINEITEM(
      TpchTable.LINE_ITEM,
      "l_orderkey BIGINT NOT NULL, l_partkey INTEGER NOT NULL, l_suppkey INTEGER NOT NULL,"
          + " l_linenumber INTEGER NOT NULL, l_quantity DECIMAL(15,2) NOT NULL,"
          + " l_extendedprice DECIMAL(15,2) NOT NULL, l_discount DECIMAL(15,2) NOT NULL,"
          + " l_tax DECIMAL(15,2) NOT NULL, l_returnflag CHAR(1) NOT NULL,"
          + " l_linestatus CHAR(1) NOT NULL, l_shipdate DATE NOT NULL,"
          + " l_commitdate DATE NOT NULL, l_receiptdate DATE NOT NULL,"
          + " l_shipinstruct CHAR(25) NOT NULL, l_shipmode CHAR(10) NOT NULL,"
          + " l_comment VARCHAR(44) NOT NULL",
      "l_orderkey, l_linenumber",
      "l_partkey, l_suppkey");

  private final TpchTable<?> generator;
  private final String columns;
  private final String primaryKey;
  private final List<String> foreignKeys;

  BenchmarkTable(TpchTable<?> generator, String columns, String primaryKey, String... foreignKeys) {
    this.generator = generator;
    this.columns = columns;
    this.primaryKey = primaryKey;
    this.foreignKeys = List.of(foreignKeys);
  }

  /** The name in SQL. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The statement that makes the empty table without keys. */
  String definition() {
    return "CREATE TABLE %s (%s)".formatted(sqlName(), columns);
  }

  /** The statement that makes the empty table with its primary key. */
  String keyedDefinition() {
    return "CREATE TABLE %s (%s, PRIMARY KEY (%s))".formatted(sqlName(), columns, primaryKey);
  }

  /** The statements that index the foreign keys of a full table. */
  List<String> indexes() {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < foreignKeys.size(); i++) {
      statements.add(
          "CREATE INDEX %s_%d ON %s (%s)".formatted(sqlName(), i, sqlName(), foreignKeys.get(i)));
    }
    return statements;
  }

  /** Writes the rows at a scale factor as lines of fields that are separated by {@code |}. */
  void write(Path file, double scale) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (TpchEntity row : generator.createGenerator(scale, 1, 1)) {
        String line = row.toLine();
        out.write(line, 0, line.length() - 1);
        out.write('\n');
      }
    }
  }
}
