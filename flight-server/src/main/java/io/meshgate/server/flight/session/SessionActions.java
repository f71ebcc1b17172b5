package io.meshgate.server.flight.session;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.auth.Caller;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.session.SessionOption;
import io.meshgate.server.session.SessionOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.NoOpSessionOptionValueVisitor;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.SetSessionOptionsResult.Error;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;

/** The actions on session options: every {@link SessionOption} can be set and asked for. */
public final class SessionActions {

  private final QueryService service;

  /**
   * @param service knows the catalog
   */
  public SessionActions(QueryService service) {
    this.service = Objects.requireNonNull(service, "service");
  }

  /** Sets the options that can be set and reports the others. An empty text takes one back. */
  public SetSessionOptionsResult set(Caller caller, SetSessionOptionsRequest request) {
    Map<String, Error> errors = new LinkedHashMap<>();
    SessionOptions options = caller.sessionOptions();
    SessionOption.Choices choices =
        new SessionOption.Choices(service.catalogName(), caller.purposes(), caller.runAs());
    for (Map.Entry<String, SessionOptionValue> entry : request.getSessionOptions().entrySet()) {
      Optional<SessionOption> option =
          SessionOption.of(entry.getKey()).filter(known -> known.isOffered(choices));
      Optional<String> value = text(entry.getValue());
      if (option.isEmpty()) {
        errors.put(entry.getKey(), new Error(ErrorValue.INVALID_NAME));
      } else if (entry.getValue().isEmpty() || value.filter(String::isEmpty).isPresent()) {
        options = options.without(option.get());
      } else if (value.isPresent()) {
        try {
          options = options.with(option.get(), value.get(), choices);
        } catch (IllegalArgumentException e) {
          // The protocol has a code for it and no place for a text.
          errors.put(entry.getKey(), new Error(ErrorValue.INVALID_VALUE));
        }
      } else {
        errors.put(entry.getKey(), new Error(ErrorValue.INVALID_VALUE));
      }
    }
    if (!options.equals(caller.sessionOptions())) {
      caller.replaceSessionOptions(options);
    }
    return new SetSessionOptionsResult(errors);
  }

  /** The options in force; asking does not begin a session. */
  public GetSessionOptionsResult get(Caller caller) {
    ImmutableMap.Builder<String, SessionOptionValue> values = ImmutableMap.builder();
    values.put(SessionOption.CATALOG.label(), value(service.catalogName()));
    caller
        .options()
        .without(SessionOption.CATALOG)
        .values()
        .forEach((option, text) -> values.put(option.label(), value(text)));
    return new GetSessionOptionsResult(values.buildOrThrow());
  }

  /** Forgets the options; does nothing the second time. */
  public CloseSessionResult close(Caller caller) {
    if (!caller.sessionOptions().equals(SessionOptions.NONE)) {
      caller.replaceSessionOptions(SessionOptions.NONE);
    }
    return new CloseSessionResult(CloseSessionResult.Status.CLOSED);
  }

  private static SessionOptionValue value(String text) {
    return SessionOptionValueFactory.makeSessionOptionValue(text);
  }

  private static Optional<String> text(SessionOptionValue value) {
    return value.acceptVisitor(
        new NoOpSessionOptionValueVisitor<Optional<String>>() {
          @Override
          public Optional<String> visit(String text) {
            return Optional.of(text);
          }

          @Override
          public Optional<String> visit(boolean other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(long other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(double other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(String[] other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(Void other) {
            return Optional.empty();
          }
        });
  }
}
