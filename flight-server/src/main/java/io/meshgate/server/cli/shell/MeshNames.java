package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.cli.client.GatewayClient;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.client.TableDescription;
import io.meshgate.server.cli.outcome.CommandException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The tables that the user may see, for completion. Fetched by a thread of its own; between two
 * fetches they may be out of date, which costs nothing but a wrong proposal. Safe for use by many
 * threads.
 */
final class MeshNames implements AutoCloseable {
  private final GatewayConnection connection;
  private final ExecutorService fetcher =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "names");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile ImmutableList<TableDescription> tables = ImmutableList.of();

  MeshNames(GatewayConnection connection) {
    this.connection = connection;
  }

  /** The tables as they were last seen. */
  List<TableDescription> tables() {
    return tables;
  }

  /** Fetches the tables in the background. */
  void refresh() {
    if (!waiting.getAndSet(true)) {
      fetcher.execute(this::fetchQuietly);
    }
  }

  private void fetchQuietly() {
    waiting.set(false);
    try {
      fetch();
    } catch (CommandException | IOException e) {
      // What is wrong shows at the next statement; proposals stay as they were.
      waiting.set(false);
    }
  }

  /** Fetches the tables now. */
  List<TableDescription> fetch() throws IOException {
    ImmutableList<TableDescription> fetched =
        ImmutableList.copyOf(connection.call(GatewayClient::tables));
    tables = fetched;
    return fetched;
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
  }
}
