package io.meshgate.connector.testing;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a root allocator and fails the test that leaves bytes in it.
 *
 * <p>Register it as an instance field with {@code @RegisterExtension}.
 */
public final class AllocatorExtension implements BeforeEachCallback, AfterEachCallback {

  private @Nullable RootAllocator root;

  /** The running test's root allocator; the extension closes it. */
  public BufferAllocator allocator() {
    if (root == null) {
      throw new IllegalStateException("There is an allocator only while a test runs");
    }
    return root;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    root = new RootAllocator();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    RootAllocator used = root;
    root = null;
    if (used == null) {
      return;
    }
    long outstanding = used.getAllocatedMemory();
    if (outstanding != 0) {
      throw new AssertionError(
          context.getDisplayName()
              + " leaked "
              + outstanding
              + " bytes\n"
              + used.toVerboseString());
    }
    used.close();
  }
}
