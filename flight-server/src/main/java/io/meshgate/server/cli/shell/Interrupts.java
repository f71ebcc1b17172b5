package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.Cancellation;
import java.io.IOException;

/** What Ctrl-C ends: the calls that run now. Safe for use by many threads. */
final class Interrupts {
  private volatile Cancellation running = new Cancellation();

  /** Runs calls that {@link #cancel} ends. */
  void run(Cancellation cancellation, Cancellation.Calls calls) throws IOException {
    running = cancellation;
    cancellation.run(calls);
  }

  /** Ends the calls that run now, if there are any. */
  void cancel() {
    running.cancel();
  }
}
