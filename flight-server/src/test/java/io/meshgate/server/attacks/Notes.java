package io.meshgate.server.attacks;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** What an attacker writes down during one step. */
final class Notes {

  // Transport, and not what the gateway says.
  private static final Set<String> TRANSPORT = Set.of("content-type", "date", "authorization");

  private final String step;
  private final List<String> facts = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();
  private Optional<String> error = Optional.empty();

  Notes(String step) {
    this.step = step;
  }

  /** A piece of work that may fail. */
  interface Work {
    void run() throws Exception;
  }

  /** Notes how a piece of work fails, if it does. */
  Notes attempt(Work work) {
    try {
      work.run();
    } catch (FlightRuntimeException e) {
      error = Optional.of(String.valueOf(e.status().description()));
      // How many rows came before an error depends on the clock.
      rows.clear();
      fact("status " + e.status().code());
      ErrorFlightMetadata metadata = e.status().metadata();
      if (metadata != null) {
        for (String key : new TreeSet<>(metadata.keys())) {
          if (!TRANSPORT.contains(key)) {
            fact("trailer " + key + ' ' + metadata.get(key));
          }
        }
      }
    } catch (Exception e) {
      error = Optional.of(String.valueOf(e));
    }
    return this;
  }

  void fact(String fact) {
    facts.add(fact);
  }

  void info(FlightInfo info) {
    fact("schema " + info.getSchemaOptional().map(Notes::text).orElse("none"));
    fact("records " + info.getRecords() + ", bytes " + info.getBytes());
    fact("ordered " + info.getOrdered() + ", metadata " + hex(info.getAppMetadata()));
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      fact("endpoint " + endpoint.getLocations() + ' ' + hex(endpoint.getAppMetadata()));
      fact("ticket of " + endpoint.getTicket().getBytes().length + " bytes");
    }
  }

  void stream(FlightStream opened) throws Exception {
    try (FlightStream stream = opened) {
      fact("stream " + text(stream.getSchema()));
      while (stream.next()) {
        if (stream.getLatestMetadata() != null) {
          fact("batch with metadata of " + stream.getLatestMetadata().readableBytes());
        }
        rows(stream.getRoot());
      }
    }
  }

  private void rows(VectorSchemaRoot root) {
    for (int row = 0; row < root.getRowCount(); row++) {
      List<String> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        Object value = vector.getObject(row);
        values.add(value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value));
      }
      rows.add(String.join(", ", values));
    }
  }

  /** A schema with all its metadata, on one line. */
  static String text(Schema schema) {
    return schema.toJson().replaceAll("\\s+", " ");
  }

  private static String hex(byte[] bytes) {
    return bytes == null ? "" : HexFormat.of().formatHex(bytes);
  }

  Observation observation() {
    return new Observation(step, facts, rows, error);
  }
}
