package io.meshgate.server.flight;

import io.meshgate.server.flight.TestServer.Login;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;

/** A stream that closes without checked exceptions. */
record Rows(FlightStream raw) implements AutoCloseable {

  static Rows fetch(Login login, FlightInfo info) {
    return fetch(login, info.getEndpoints().get(0).getTicket());
  }

  static Rows fetch(Login login, Ticket ticket) {
    return new Rows(login.sql().getStream(ticket, login.token()));
  }

  /** The text of the first column; closes the stream. */
  List<String> values() {
    List<String> values = new ArrayList<>();
    try (this) {
      while (raw.next()) {
        for (int i = 0; i < raw.getRoot().getRowCount(); i++) {
          values.add(String.valueOf(raw.getRoot().getVector(0).getObject(i)));
        }
      }
    }
    return values;
  }

  /** The number of rows; closes the stream. */
  long count() {
    long rows = 0;
    try (this) {
      while (raw.next()) {
        rows += raw.getRoot().getRowCount();
      }
    }
    return rows;
  }

  @Override
  public void close() {
    try {
      raw.close();
    } catch (Exception e) {
      throw new IllegalStateException("The stream does not close", e);
    }
  }
}
