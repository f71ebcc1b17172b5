package io.meshgate.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * A signal, given once and from any thread, that a query is to stop.
 *
 * <p>Cancelling is not closing: it asks the parties to stop, and their owners then close them.
 */
public final class Cancellation {

  private final Object lock = new Object();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /**
   * Runs {@code action} when the signal is given, or at once if it was given already.
   *
   * <p>Actions run on the canceller's thread, must not block for long and must not throw.
   *
   * @return a registration; closing it withdraws the action
   */
  public Registration onCancel(Runnable action) {
    synchronized (lock) {
      if (!cancelled) {
        actions.add(action);
        return () -> withdraw(action);
      }
    }
    action.run();
    return () -> {};
  }

  /** Gives the signal. The first call runs the actions, in reverse order of their registration. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (lock) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = new ArrayList<>(actions);
      actions.clear();
    }
    for (int i = toRun.size() - 1; i >= 0; i--) {
      toRun.get(i).run();
    }
  }

  /** Whether the signal was given. */
  public boolean isCancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  private void withdraw(Runnable action) {
    synchronized (lock) {
      actions.removeIf(candidate -> candidate == action);
    }
  }

  /** The right to withdraw an action. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Withdraws the action; does nothing if it ran or was withdrawn. */
    @Override
    void close();
  }
}
