package io.meshgate.benchmarks;

import com.google.common.collect.ImmutableSortedMap;
import io.meshgate.execute.ForwardingReader;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Counts what the engine fetches from sources, in rows and in bytes of Arrow buffers. */
final class FetchCounter {

  private final Map<String, Amount> amounts = new ConcurrentSkipListMap<>();

  /** Rows and bytes of one source. */
  record Amount(long rows, long bytes) {
    Amount plus(Amount other) {
      return new Amount(rows + other.rows, bytes + other.bytes);
    }
  }

  /** What was fetched, by source. */
  record Fetched(Map<String, Amount> bySource) {
    Fetched {
      bySource = ImmutableSortedMap.copyOf(bySource);
    }

    long rows() {
      return bySource.values().stream().mapToLong(Amount::rows).sum();
    }

    long bytes() {
      return bySource.values().stream().mapToLong(Amount::bytes).sum();
    }
  }

  /** A connector that counts and otherwise is {@code source}, which it closes. */
  Connector count(String name, Connector source) {
    return new Counted(name, source);
  }

  /** What was fetched since the last call. */
  Fetched take() {
    Fetched taken = new Fetched(amounts);
    amounts.clear();
    return taken;
  }

  private final class Counted implements Connector {

    private final String name;
    private final Connector source;

    Counted(String name, Connector source) {
      this.name = name;
      this.source = source;
    }

    @Override
    public Capabilities capabilities() {
      return source.capabilities();
    }

    @Override
    public Optional<RemoteTable> describe(TableName table) {
      return source.describe(table);
    }

    @Override
    public ArrowReader open(RemoteScan scan, ScanContext context) {
      return new CountedReader(name, source.open(scan, context), context.allocator());
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private final class CountedReader extends ForwardingReader {

    private final String name;

    CountedReader(String name, ArrowReader source, BufferAllocator allocator) {
      super(source, allocator);
      this.name = name;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      boolean hasBatch = super.loadNextBatch();
      if (hasBatch) {
        VectorSchemaRoot batch = getVectorSchemaRoot();
        long bytes = batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
        amounts.merge(name, new Amount(batch.getRowCount(), bytes), Amount::plus);
      }
      return hasBatch;
    }
  }
}
