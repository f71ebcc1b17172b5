package io.meshgate.catalog;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteColumn.Supported;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** A source that only describes tables, and can be away. */
final class FakeSource implements Connector {

  final AtomicInteger calls = new AtomicInteger();
  volatile boolean away;
  volatile boolean closed;
  private final Map<TableName, RemoteTable> tables = new ConcurrentHashMap<>();

  /** Adds a table whose columns have these source types and travel as these Arrow types. */
  FakeSource with(TableName name, Map<String, Map.Entry<String, ArrowType>> columns) {
    List<RemoteColumn> described = new ArrayList<>();
    columns.forEach(
        (column, type) ->
            described.add(
                new RemoteColumn(
                    column,
                    type.getKey(),
                    new Supported(type.getValue()),
                    true,
                    RemoteColumn.REFERENCE,
                    OptionalLong.empty())));
    tables.put(name, new RemoteTable(name, name.toString(), described, OptionalLong.of(7)));
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Optional.empty(), Set.of(), List.of(), 1);
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    calls.incrementAndGet();
    if (away) {
      throw new ConnectorException(
          ConnectorException.Kind.UNAVAILABLE, "Source 'warehouse' cannot be reached");
    }
    return Optional.ofNullable(tables.get(table));
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    throw new ConnectorException(ConnectorException.Kind.INTERNAL, "This source is only described");
  }

  @Override
  public void close() {
    closed = true;
  }
}
