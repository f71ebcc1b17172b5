package io.meshgate.server.cli.client;

import java.util.List;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueVisitor;

/** The value of a session option as text. */
final class SessionOptionText implements SessionOptionValueVisitor<String> {

  private SessionOptionText() {}

  static String of(SessionOptionValue value) {
    return value.acceptVisitor(new SessionOptionText());
  }

  @Override
  public String visit(String value) {
    return value;
  }

  @Override
  public String visit(boolean value) {
    return Boolean.toString(value);
  }

  @Override
  public String visit(long value) {
    return Long.toString(value);
  }

  @Override
  public String visit(double value) {
    return Double.toString(value);
  }

  @Override
  public String visit(String[] value) {
    return String.join(", ", List.of(value));
  }

  @Override
  public String visit(Void value) {
    return "";
  }
}
