package io.meshgate.server.leaks;

import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.server.e2e.TestMesh;
import io.meshgate.server.e2e.TestMesh.Login;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One user of one gateway, who asks through any door. Safe for use by many threads. */
final class Caller implements AutoCloseable {

  private static final Pattern NUMBER = Pattern.compile("(<|<=|>|>=|<>) (\\d{1,9})\\)");

  private final TestMesh mesh;
  private final Login login;
  private final Connection jdbc;
  private final CallOption[] options;

  Caller(TestMesh mesh, String user) throws Exception {
    this.mesh = mesh;
    this.login = mesh.login(user);
    this.jdbc = mesh.jdbc(user, user + "-password", "&purpose=reporting");
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert("purpose", "reporting");
    this.options = new CallOption[] {login.token(), new HeaderCallOption(headers)};
  }

  Observation ask(Door door, String sql) {
    try {
      return switch (door) {
        case STATEMENT -> read(login.sql().execute(sql, options));
        case EXPLAIN -> read(login.sql().execute("EXPLAIN PLAN FOR " + sql, options));
        case SCHEMA ->
            Observation.answered(
                login.sql().getExecuteSchema(sql, options).getSchema(), List.of(), "", List.of());
        case PREPARED -> prepared(sql);
        case JDBC -> throughDriver(sql);
      };
    } catch (FlightRuntimeException e) {
      return Observation.failed(e.status().code() + " " + e.status().description(), headers(e));
    } catch (SQLException e) {
      return Observation.failed(text(e, sql), "");
    } catch (Exception e) {
      throw new AssertionError("Failed otherwise than a client does", e);
    }
  }

  private static String headers(FlightRuntimeException e) {
    return e.status().metadata() == null ? "" : String.valueOf(e.status().metadata().keys());
  }

  // The driver puts the statement before what the gateway said.
  private static String text(SQLException e, String sql) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      text.append(String.valueOf(cause.getMessage()).replace(sql, "…")).append('\n');
    }
    return text.toString();
  }

  private Observation prepared(String sql) throws Exception {
    List<Long> values = new ArrayList<>();
    Matcher numbers = NUMBER.matcher(sql);
    StringBuilder text = new StringBuilder();
    // Parameters are no grouping keys: two of them are not known to be alike.
    while (!sql.contains("GROUP BY") && numbers.find()) {
      values.add(Long.parseLong(numbers.group(2)));
      numbers.appendReplacement(text, "$1 CAST(? AS BIGINT))");
    }
    numbers.appendTail(text);
    PreparedStatement statement = login.sql().prepare(text.toString(), options);
    try {
      if (values.isEmpty()) {
        return read(statement.execute(options));
      }
      List<FieldVector> vectors = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        BigIntVector vector = new BigIntVector("p" + i, mesh.clients());
        vector.setSafe(0, values.get(i));
        vector.setValueCount(1);
        vectors.add(vector);
      }
      try (VectorSchemaRoot parameters = new VectorSchemaRoot(vectors)) {
        parameters.setRowCount(1);
        statement.setParameters(parameters);
        return read(statement.execute(options));
      }
    } finally {
      statement.close(options);
    }
  }

  private Observation read(FlightInfo info) throws Exception {
    StringBuilder facts = new StringBuilder();
    facts.append(info.getRecords()).append(" rows, ").append(info.getBytes()).append(" bytes, ");
    facts.append(info.getOrdered()).append(", ").append(info.getEndpoints().size());
    facts.append(text(info.getAppMetadata()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<String> spots = new ArrayList<>();
    try (FlightStream stream =
        login.sql().getStream(info.getEndpoints().get(0).getTicket(), options)) {
      Schema schema = stream.getSchema();
      while (stream.next()) {
        rows.addAll(ArrowRows.of(stream.getRoot()));
        for (FieldVector vector : stream.getRoot().getFieldVectors()) {
          search(vector, spots);
        }
        ArrowBuf metadata = stream.getLatestMetadata();
        if (metadata != null) {
          facts.append(" with ").append(text(metadata, metadata.readableBytes()));
        }
      }
      return Observation.answered(schema, rows, facts.toString(), spots);
    }
  }

  // All that came over the wire, also what no value points to. Where all or nothing is NULL a
  // reader makes the bits of it itself, in memory that it rounds up and that may hold anything.
  private static void search(FieldVector vector, List<String> spots) {
    List<ArrowBuf> buffers = vector.getFieldBuffers();
    for (int i = 0; i < buffers.size(); i++) {
      ArrowBuf buffer = buffers.get(i);
      String text = text(buffer, i == 0 ? buffer.readableBytes() : buffer.capacity());
      spots.addAll(Observation.canariesInMemory("buffer of " + vector.getName(), text));
    }
    vector.getChildrenFromFields().forEach(child -> search(child, spots));
  }

  private static String text(ArrowBuf buffer, long length) {
    byte[] bytes = new byte[(int) length];
    buffer.getBytes(0, bytes);
    return text(bytes);
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private Observation throughDriver(String sql) throws SQLException {
    synchronized (jdbc) {
      try (Statement statement = jdbc.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        StringBuilder facts = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          facts.append(result.getMetaData().getColumnTypeName(i)).append(' ');
        }
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            row.add(plain(result.getObject(i)));
          }
          rows.add(row);
        }
        facts.append(statement.getWarnings());
        return Observation.answered(texts(columns), rows, facts.toString(), List.of());
      }
    }
  }

  // The driver tells types in its own words, which are among the facts.
  private static Schema texts(int columns) {
    return new Schema(Collections.nCopies(columns, Field.nullable("", new ArrowType.Utf8())));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof java.sql.Date day) {
      return day.toLocalDate();
    }
    return value instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : value;
  }

  /** What the gateway tells of its own queries and of its work, as text. */
  String records() throws Exception {
    StringBuilder text = new StringBuilder();
    synchronized (jdbc) {
      try (Statement statement = jdbc.createStatement()) {
        append(statement.executeQuery("SELECT * FROM system.queries"), text);
      }
    }
    URI metrics =
        URI.create(
            "http://localhost:" + mesh.process().operationsPort().orElseThrow() + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(metrics).build();
    text.append(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    return text.toString();
  }

  /** Everything that can be listed, as text. */
  String listings() throws Exception {
    StringBuilder text = new StringBuilder();
    synchronized (jdbc) {
      var meta = jdbc.getMetaData();
      for (ResultSet listing :
          List.of(
              meta.getCatalogs(),
              meta.getSchemas(),
              meta.getTableTypes(),
              meta.getTables(null, null, "%", null),
              meta.getColumns(null, null, "%", "%"))) {
        append(listing, text);
      }
      for (String sql :
          List.of(
              "SELECT * FROM information_schema.tables ORDER BY 1, 2, 3",
              "SELECT * FROM information_schema.columns ORDER BY 1, 2, 3, 4",
              "SELECT * FROM information_schema.schemata ORDER BY 1, 2",
              "SELECT * FROM system.my_access ORDER BY 1, 2",
              "SHOW TABLES")) {
        text.append(sql).append('\n');
        try (Statement statement = jdbc.createStatement()) {
          append(statement.executeQuery(sql), text);
        } catch (SQLException e) {
          text.append(text(e, sql)).append('\n');
        }
      }
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static void append(ResultSet listing, StringBuilder text) throws SQLException {
    try (listing) {
      int columns = listing.getMetaData().getColumnCount();
      while (listing.next()) {
        for (int i = 1; i <= columns; i++) {
          text.append(listing.getString(i)).append('|');
        }
        text.append('\n');
      }
    }
  }

  @Override
  public void close() throws Exception {
    try (login;
        jdbc) {
      // Both hold a connection.
    }
  }
}
