package io.meshgate.server.flight;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.HeaderCallOption;

/** Headers of a call. */
final class Headers {
  private Headers() {}

  /** One header. */
  static HeaderCallOption of(String name, String value) {
    CallHeaders headers = new FlightCallHeaders();
    headers.insert(name, value);
    return new HeaderCallOption(headers);
  }
}
