package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose work begins with the first read: until then nothing is open, and whoever holds the
 * result can cancel it while it starts.
 */
final class DeferredReader extends ArrowReader {

  private final Schema schema;
  private final Opener opener;
  private final Closer resources = new Closer();
  private @Nullable ArrowReader rows;

  /** Opens the rows. */
  @FunctionalInterface
  interface Opener {
    /**
     * Called once, on the thread of the first read.
     *
     * @param resources closes what is registered with it when the reader closes
     */
    ArrowReader open(Closer resources) throws Exception;
  }

  DeferredReader(Schema schema, BufferAllocator allocator, Opener opener) {
    super(allocator);
    this.schema = schema;
    this.opener = opener;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return opened().getVectorSchemaRoot();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    return opened().loadNextBatch();
  }

  private ArrowReader opened() throws IOException {
    ArrowReader known = rows;
    if (known != null) {
      return known;
    }
    try {
      ArrowReader opened = opener.open(resources);
      rows = opened;
      return opened;
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The query could not be started", e);
    }
  }

  @Override
  public long bytesRead() {
    ArrowReader known = rows;
    return known == null ? 0 : known.bytesRead();
  }

  @Override
  public void close() {
    resources.close();
  }

  @Override
  protected void closeReadSource() {
    resources.close();
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
