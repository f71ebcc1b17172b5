package io.meshgate.execute;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was registered, in reverse order, all of it even if some fail; later failures are
 * suppressed onto the first. Not safe for use by many threads.
 */
final class Closer implements AutoCloseable {

  private Deque<AutoCloseable> resources = new ArrayDeque<>();

  /** Registers a resource and returns it. */
  <T extends AutoCloseable> T register(T resource) {
    resources.push(resource);
    return resource;
  }

  /** Hands everything registered so far over to a new closer; this one then closes nothing. */
  Closer release() {
    Closer successor = new Closer();
    successor.resources = resources;
    resources = new ArrayDeque<>();
    return successor;
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        RuntimeException failure =
            e instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("A resource could not be closed", e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
