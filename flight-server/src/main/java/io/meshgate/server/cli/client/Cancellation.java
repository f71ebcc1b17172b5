package io.meshgate.server.cli.client;

import io.grpc.Context;
import java.io.IOException;

/**
 * A way to end calls from another thread: all that are made inside of {@link #run} end when it is
 * cancelled, on the gateway too. For one use.
 */
public final class Cancellation {
  private final Context.CancellableContext context = Context.ROOT.withCancellation();

  /** Calls of a {@link GatewayClient}. */
  @FunctionalInterface
  public interface Calls {
    void run() throws IOException;
  }

  /** Runs calls on this thread; they fail with a {@link GatewayException} once cancelled. */
  public void run(Calls calls) throws IOException {
    Context before = context.attach();
    try {
      calls.run();
    } finally {
      context.detach(before);
    }
  }

  /** Ends the calls; does nothing the second time. Safe for use by many threads. */
  public void cancel() {
    context.cancel(null);
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return context.isCancelled();
  }
}
