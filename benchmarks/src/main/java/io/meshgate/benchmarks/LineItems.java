package io.meshgate.benchmarks;

import io.trino.tpch.LineItem;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lineitem table of TPC-H as a file of delimited text. */
final class LineItems {

  static final String COLUMNS =
      """
      l_orderkey bigint NOT NULL, l_partkey bigint NOT NULL, l_suppkey bigint NOT NULL,
      l_linenumber int NOT NULL, l_quantity decimal(15,2) NOT NULL,
      l_extendedprice decimal(15,2) NOT NULL, l_discount decimal(15,2) NOT NULL,
      l_tax decimal(15,2) NOT NULL, l_returnflag varchar(1) NOT NULL,
      l_linestatus varchar(1) NOT NULL, l_shipdate date NOT NULL, l_commitdate date NOT NULL,
      l_receiptdate date NOT NULL, l_shipinstruct varchar(25) NOT NULL,
      l_shipmode varchar(10) NOT NULL, l_comment varchar(44) NOT NULL""";

  private LineItems() {}

  /** Writes the table at a scale; columns are separated by {@code |}. */
  static Path write(Path folder, double scale) throws IOException {
    Path file = folder.resolve("lineitem.tbl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (LineItem item : TpchTable.LINE_ITEM.createGenerator(scale, 1, 1)) {
        String line = item.toLine();
        out.write(line.endsWith("|") ? line.substring(0, line.length() - 1) : line);
        out.write('\n');
      }
    }
    return file;
  }
}
