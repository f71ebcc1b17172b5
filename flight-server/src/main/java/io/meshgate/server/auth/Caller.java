package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import io.grpc.Context;
import io.meshgate.server.session.SessionOptions;
import io.meshgate.server.session.SessionState;
import io.meshgate.session.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who makes the current call, in which session, as {@link AuthenticationInterceptor} established
 * it.
 *
 * <p>Safe for use by many threads. What is set here reaches the client with the answer to the call.
 */
public final class Caller {

  static final Context.Key<Caller> KEY = Context.key("meshgate.caller");

  /**
   * What is known of a session when a call begins.
   *
   * @param state its options
   * @param carried whether the client has brought them
   */
  record Known(SessionState state, boolean carried) {
    Known {
      Objects.requireNonNull(state, "state");
    }
  }

  private final Principal principal;
  private final String owner;
  private final Optional<Consumer<String>> runAs;
  private final ImmutableList<String> purposes;
  private final String session;
  private final SessionOptions connection;
  private final Known before;
  private volatile SessionState state;

  /**
   * Who asks.
   *
   * @param owner who has logged in
   * @param principal as whom it is decided
   * @param purposes the purposes that the session may declare
   * @param runAs as whom the owner may look, see {@link Caller#runAs()}
   */
  record Eyes(
      String owner, Principal principal, List<String> purposes, Optional<Consumer<String>> runAs) {
    Eyes {
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(principal, "principal");
      Objects.requireNonNull(runAs, "runAs");
      purposes = ImmutableList.copyOf(purposes);
    }
  }

  /**
   * @param eyes who it is
   * @param session the id of the session
   * @param connection what the headers of the call ask for
   * @param known what was set for the session
   */
  Caller(Eyes eyes, String session, SessionOptions connection, Known known) {
    this.owner = eyes.owner();
    this.runAs = eyes.runAs();
    this.principal = eyes.principal();
    this.purposes = ImmutableList.copyOf(eyes.purposes());
    this.session = Objects.requireNonNull(session, "session");
    this.connection = Objects.requireNonNull(connection, "connection");
    this.before = Objects.requireNonNull(known, "known");
    this.state = known.state();
  }

  /** The caller of the call that gRPC is handing to this thread. */
  public static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("A call came past authentication");
    }
    return caller;
  }

  /** As whom it is decided: the verified identity with the groups and attributes of this moment. */
  public Principal principal() {
    return principal;
  }

  /** The name of whoever has logged in, with whose eyes they may look. */
  public String owner() {
    return owner;
  }

  /**
   * Fails with {@link IllegalArgumentException} for whom the caller cannot look as; empty if they
   * look as nobody but themselves.
   */
  public Optional<Consumer<String>> runAs() {
    return runAs;
  }

  /** The purposes that the session may declare. */
  public ImmutableList<String> purposes() {
    return purposes;
  }

  /** The id of the session; the same for all calls with one bearer token. */
  public String session() {
    return session;
  }

  /** The options in force: those of the session, then those of the connection's headers. */
  public SessionOptions options() {
    return state.options().over(connection);
  }

  /** The options that were set for the session. */
  public SessionOptions sessionOptions() {
    return state.options();
  }

  /** Replaces the options that are set for the session, from the next call on. */
  public void replaceSessionOptions(SessionOptions options) {
    state = state.changedTo(options, Instant.now());
  }

  SessionState state() {
    return state;
  }

  /** Whether the client carries what it is given. */
  boolean carries() {
    return before.carried();
  }

  /** Whether this call has changed the options. */
  boolean changed() {
    return state.changed() != before.state().changed();
  }
}
