package io.meshgate.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a source can run. The engine decides pushdown from this record alone; what is not listed is
 * not pushed.
 *
 * @param sql the dialect, for sources that take {@link RemoteScan.SqlScan}; empty for sources that
 *     take {@link RemoteScan.TableScan}
 * @param pushdowns relational operators that the source runs with the gateway's semantics
 * @param functions scalar operators and aggregate functions that the source runs with the gateway's
 *     semantics
 * @param maxConcurrentScans scans that may be open at once; more wait
 */
public record Capabilities(
    Optional<SqlSyntax> sql,
    Set<Pushdown> pushdowns,
    List<RemoteFunction> functions,
    int maxConcurrentScans) {

  public Capabilities {
    Objects.requireNonNull(sql, "sql");
    pushdowns = Set.copyOf(pushdowns);
    functions = List.copyOf(functions);
    if (maxConcurrentScans < 1) {
      throw new IllegalArgumentException("maxConcurrentScans must be at least 1");
    }
    if (sql.isEmpty() && !(pushdowns.isEmpty() && functions.isEmpty())) {
      throw new IllegalArgumentException("A source without SQL has no pushdowns and no functions");
    }
  }
}
