package io.meshgate.server.cli.client;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.cli.client.GatewayException.Kind;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;
import org.jspecify.annotations.Nullable;

/**
 * A connection that outlives its parts: it logs in again when the token has expired, connects again
 * after it was lost, and sets the options of the session again then. Safe for use by many threads.
 */
public final class GatewayConnection implements AutoCloseable {
  private final ConnectionOptions options;
  private final Consumer<String> notices;
  private final Map<String, String> sessionOptions = new LinkedHashMap<>();
  private Login login;
  private @Nullable Shared current;
  private boolean lost;

  /**
   * Something to do with a client.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Call<T> {
    T on(GatewayClient client) throws IOException;
  }

  /** A client and how many calls use it; who is last closes it. */
  private static final class Shared {
    private final GatewayClient client;
    private int users;
    private boolean retired;

    Shared(GatewayClient client) {
      this.client = client;
    }
  }

  private GatewayConnection(ConnectionOptions options, Login login, Consumer<String> notices) {
    this.options = options;
    this.login = login;
    this.notices = notices;
  }

  /**
   * Connects and logs in.
   *
   * @param notices is told when the connection was made again
   * @throws io.meshgate.server.cli.outcome.CommandException if the gateway cannot be reached or
   *     refuses the user
   */
  public static GatewayConnection open(ConnectionOptions options, Consumer<String> notices) {
    GatewayConnection connection = new GatewayConnection(options, options.login(), notices);
    connection.release(connection.acquire());
    return connection;
  }

  /**
   * Makes a call, a second time if only the log-in had expired before.
   *
   * @throws GatewayException if it fails; after a loss, the next call connects again
   */
  public <T> T call(Call<T> call) throws IOException {
    try {
      return once(call);
    } catch (GatewayException e) {
      if (e.kind() != Kind.NOT_LOGGED_IN) {
        throw e;
      }
      readTokenAgain();
      return once(call);
    }
  }

  private <T> T once(Call<T> call) throws IOException {
    Shared shared = acquire();
    try {
      return call.on(shared.client);
    } catch (GatewayException e) {
      if (e.kind() == Kind.NOT_LOGGED_IN) {
        retire(shared);
      } else if (e.kind() == Kind.CONNECTION_LOST) {
        retire(shared);
        throw lost(e);
      }
      throw e;
    } finally {
      release(shared);
    }
  }

  private synchronized GatewayException lost(GatewayException e) {
    lost = true;
    String reason = e.text().lines().findFirst().orElse("").strip();
    return new GatewayException(
        Kind.CONNECTION_LOST,
        ExitCode.CONNECTION,
        "The connection to "
            + options.address()
            + " is lost ("
            + reason
            + "); the next statement connects again",
        e);
  }

  private synchronized void readTokenAgain() {
    if (login instanceof Login.Token token && token.file().isPresent()) {
      login = ConnectionOptions.token(token.file().get());
    }
  }

  private synchronized Shared acquire() {
    Shared shared = current;
    if (shared == null) {
      shared = new Shared(GatewayClient.connect(options, login));
      current = shared;
      restore(shared.client);
      if (lost) {
        lost = false;
        notices.accept("Connected again to " + options.address());
      }
    }
    shared.users++;
    return shared;
  }

  private void restore(GatewayClient client) {
    sessionOptions.forEach(
        (name, value) -> {
          if (client.setSessionOption(name, Optional.of(value)).isPresent()) {
            notices.accept("The gateway no longer takes " + value + " for " + name);
          }
        });
  }

  private synchronized void retire(Shared shared) {
    if (current == shared) {
      current = null;
    }
    shared.retired = true;
  }

  private synchronized void release(Shared shared) {
    shared.users--;
    if (shared.retired && shared.users == 0) {
      shared.client.close();
    }
  }

  /**
   * Sets an option of the session for this and all later connections, or forgets it.
   *
   * @return what is wrong with it; empty if it is set
   */
  public Optional<ErrorValue> setSessionOption(String name, Optional<String> value)
      throws IOException {
    Optional<ErrorValue> error = call(client -> client.setSessionOption(name, value));
    if (error.isEmpty()) {
      synchronized (this) {
        sessionOptions.remove(name);
        value.ifPresent(text -> sessionOptions.put(name, text));
      }
    }
    return error;
  }

  /** The options of the session that were set here. */
  public synchronized Map<String, String> chosenOptions() {
    return ImmutableMap.copyOf(sessionOptions);
  }

  /** Which gateway it is. */
  public ConnectionOptions options() {
    return options;
  }

  /** Who asks. */
  public synchronized Login login() {
    return login;
  }

  @Override
  public synchronized void close() {
    Shared shared = current;
    if (shared != null) {
      retire(shared);
      if (shared.users == 0) {
        shared.client.close();
      }
    }
  }
}
