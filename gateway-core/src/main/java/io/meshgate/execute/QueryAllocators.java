package io.meshgate.execute;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the allocator of each query, and closes it once nobody holds its memory.
 *
 * <p>Rows that were handed on may outlive their query by a moment: a network stack that writes
 * without copying keeps the engine's buffers until the bytes are out. Such an allocator lingers
 * here and is looked at again. Safe for use by many threads.
 */
final class QueryAllocators {

  private static final Logger LOG = LoggerFactory.getLogger(QueryAllocators.class);

  private final BufferAllocator root;
  private final List<BufferAllocator> lingering = new ArrayList<>();

  /**
   * @param root the parent of all; belongs to the caller
   */
  QueryAllocators(BufferAllocator root) {
    this.root = root;
  }

  /** An allocator of its own for one query, with a limit in bytes. */
  BufferAllocator open(String queryId, long limit) {
    return root.newChildAllocator("query " + queryId, 0, limit);
  }

  /** Closes the allocator now, or as soon as its memory is given back. */
  void release(BufferAllocator allocator) {
    synchronized (lingering) {
      lingering.add(allocator);
    }
    sweep();
  }

  /** Closes the allocators whose memory has been given back since. */
  void sweep() {
    synchronized (lingering) {
      Iterator<BufferAllocator> each = lingering.iterator();
      while (each.hasNext()) {
        BufferAllocator allocator = each.next();
        if (allocator.getAllocatedMemory() == 0) {
          each.remove();
          allocator.close();
        }
      }
    }
  }

  /** Looks once more and reports what is still held. */
  void close() {
    sweep();
    synchronized (lingering) {
      for (BufferAllocator allocator : lingering) {
        LOG.error("{} still holds {} bytes", allocator.getName(), allocator.getAllocatedMemory());
      }
    }
  }
}
