package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import io.meshgate.server.flight.TestServer.Login;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared statements and their parameters, as clients other than JDBC use them. */
class PreparedStatementTest {

  private static final Schema NUMBER =
      new Schema(List.of(Field.nullable("p", new ArrowType.Int(64, true))));

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = TestServer.plaintext(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void runsOnceForEachRowOfParameters() throws Exception {
    try (Login eve = server.login("eve");
        VectorSchemaRoot rows = VectorSchemaRoot.create(NUMBER, server.clients)) {
      PreparedStatement statement = eve.sql().prepare("echo", eve.token());
      numbers(rows, 42, -1, Long.MAX_VALUE);
      ((BigIntVector) rows.getVector(0)).setNull(1);
      statement.setParameters(rows);
      assertThat(statement.fetchSchema(eve.token()).getSchema())
          .isEqualTo(statement.getResultSetSchema());
      FlightInfo info = statement.execute(eve.token());
      assertThat(fetch(eve, info).values()).containsExactly("Long:42", "Long:9223372036854775807");
      statement.close(eve.token());
    }
  }

  @Test
  void takesRowsInSeveralBatches() throws Exception {
    try (Login eve = server.login("eve")) {
      byte[] handle = prepare(eve, "echo").getPreparedStatementHandle().toByteArray();
      byte[] bound =
          bind(
              eve,
              handle,
              NUMBER,
              (root, send) -> {
                numbers(root, 1, 2);
                send.run();
                numbers(root);
                send.run();
                numbers(root, 3);
                send.run();
              });
      assertThat(fetch(eve, eve.flight().getInfo(command(bound), eve.token())).values())
          .containsExactly("Long:1", "Long:2", "Long:3");
      // The handle without parameters is as it was.
      assertThatThrownBy(() -> eve.flight().getInfo(command(handle), eve.token()))
          .hasMessageContaining("INVALID_QUERY: The statement has 1 parameters and none are bound");
    }
  }

  @Test
  void boundsTheRowsOfParameters() {
    try (Login eve = server.login("eve")) {
      byte[] handle = prepare(eve, "echo").getPreparedStatementHandle().toByteArray();
      long[] most = LongStream.range(0, 1000).toArray();
      byte[] bound = bind(eve, handle, NUMBER, (root, send) -> sendAll(root, send, most));
      assertThat(fetch(eve, eve.flight().getInfo(command(bound), eve.token())).count())
          .isEqualTo(1000);
      long[] tooMany = LongStream.range(0, 1001).toArray();
      assertThatThrownBy(
              () -> bind(eve, handle, NUMBER, (root, send) -> sendAll(root, send, tooMany)))
          .hasMessageContaining("RESOURCE_EXHAUSTED: A query runs with at most 1000 rows");
    }
  }

  @Test
  void boundsTheBytesOfParameters() {
    Schema text = new Schema(List.of(Field.nullable("p", new ArrowType.Utf8())));
    try (Login eve = server.login("eve")) {
      byte[] handle = prepare(eve, "echo").getPreparedStatementHandle().toByteArray();
      assertThatThrownBy(
              () ->
                  bind(
                      eve,
                      handle,
                      text,
                      (root, send) -> {
                        root.allocateNew();
                        ((VarCharVector) root.getVector(0)).setSafe(0, new byte[2 << 20]);
                        root.setRowCount(1);
                        send.run();
                      }))
          .hasMessageContaining("RESOURCE_EXHAUSTED: The parameters take more than");
    }
  }

  @Test
  void refusesAnotherNumberOfParameters() {
    try (Login eve = server.login("eve")) {
      byte[] handle = prepare(eve, "params").getPreparedStatementHandle().toByteArray();
      assertThatThrownBy(() -> bind(eve, handle, NUMBER, (root, send) -> sendAll(root, send, 1)))
          .hasMessageContaining("INVALID_QUERY: The statement has 14 parameters, but 1 were given");
    }
  }

  @Test
  void refusesTypesThatHaveNoValue() {
    try (Login eve = server.login("eve")) {
      byte[] handle = prepare(eve, "echo").getPreparedStatementHandle().toByteArray();
      Schema months =
          new Schema(
              List.of(
                  Field.nullable(
                      "p",
                      new ArrowType.Interval(
                          org.apache.arrow.vector.types.IntervalUnit.YEAR_MONTH))));
      assertThatThrownBy(
              () ->
                  bind(
                      eve,
                      handle,
                      months,
                      (root, send) -> {
                        root.allocateNew();
                        ((org.apache.arrow.vector.IntervalYearVector) root.getVector(0))
                            .setSafe(0, 5);
                        root.setRowCount(1);
                        send.run();
                      }))
          .hasMessageContaining("UNSUPPORTED: Parameter 1 has the Arrow type Interval(YEAR_MONTH)");
    }
  }

  @Test
  void takesTheValuesOfADictionary() throws Exception {
    try (Login eve = server.login("eve");
        VarCharVector words = new VarCharVector("words", server.clients)) {
      words.allocateNew();
      words.setSafe(0, new byte[] {'a'});
      words.setSafe(1, new byte[] {'b'});
      words.setValueCount(2);
      DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(32, true));
      MapDictionaryProvider dictionaries =
          new MapDictionaryProvider(new Dictionary(words, encoding));
      Field field =
          new Field("p", new FieldType(true, new ArrowType.Int(32, true), encoding), List.of());
      byte[] handle = prepare(eve, "echo").getPreparedStatementHandle().toByteArray();
      byte[] bound =
          bind(
              eve,
              handle,
              new Schema(List.of(field)),
              dictionaries,
              (root, send) -> {
                IntVector indexes = (IntVector) root.getVector(0);
                indexes.setSafe(0, 1);
                indexes.setNull(1);
                indexes.setSafe(2, 0);
                root.setRowCount(3);
                send.run();
              });
      // A null has no row.
      assertThat(fetch(eve, eve.flight().getInfo(command(bound), eve.token())).values())
          .containsExactly("String:b", "String:a");
    }
  }

  @Test
  void saysThatItIsAQuery() throws Exception {
    try (Login eve = server.login("eve")) {
      // Field 4 is is_update; the clients of 18.3 do not know it.
      assertThat(prepare(eve, "echo").getUnknownFields().getField(4).getVarintList())
          .containsExactly(0L);
    }
  }

  private interface Upload {
    void rows(VectorSchemaRoot root, Runnable send);
  }

  private byte[] bind(Login login, byte[] handle, Schema schema, Upload rows) {
    return bind(login, handle, schema, new MapDictionaryProvider(), rows);
  }

  private byte[] bind(
      Login login, byte[] handle, Schema schema, MapDictionaryProvider dictionaries, Upload rows) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, server.clients);
        SyncPutListener answers = new SyncPutListener()) {
      FlightClient.ClientStreamListener upload =
          login.flight().startPut(command(handle), root, dictionaries, answers, login.token());
      rows.rows(root, upload::putNext);
      upload.completed();
      try (var answer = answers.read()) {
        byte[] bytes =
            new byte[(int) (answer == null ? 0 : answer.getApplicationMetadata().readableBytes())];
        if (answer != null) {
          answer.getApplicationMetadata().getBytes(0, bytes);
        }
        upload.getResult();
        return DoPutPreparedStatementResult.parseFrom(bytes)
            .getPreparedStatementHandle()
            .toByteArray();
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ActionCreatePreparedStatementResult prepare(Login login, String sql) {
    ActionCreatePreparedStatementRequest request =
        ActionCreatePreparedStatementRequest.newBuilder().setQuery(sql).build();
    Action action = new Action("CreatePreparedStatement", Any.pack(request).toByteArray());
    List<byte[]> bodies = new ArrayList<>();
    Iterator<Result> results = login.flight().doAction(action, login.token());
    results.forEachRemaining(result -> bodies.add(result.getBody()));
    try {
      return Any.parseFrom(bodies.get(0)).unpack(ActionCreatePreparedStatementResult.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FlightDescriptor command(byte[] handle) {
    CommandPreparedStatementQuery query =
        CommandPreparedStatementQuery.newBuilder()
            .setPreparedStatementHandle(com.google.protobuf.ByteString.copyFrom(handle))
            .build();
    return FlightDescriptor.command(Any.pack(query).toByteArray());
  }

  private static void sendAll(VectorSchemaRoot root, Runnable send, long... values) {
    numbers(root, values);
    send.run();
  }

  private static void numbers(VectorSchemaRoot root, long... values) {
    root.allocateNew();
    BigIntVector vector = (BigIntVector) root.getVector(0);
    IntStream.range(0, values.length).forEach(row -> vector.setSafe(row, values[row]));
    root.setRowCount(values.length);
  }
}
