package io.meshgate.server.attacks;

import io.meshgate.server.attacks.Twin.Login;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Plays one script against one gateway and notes all it learns.
 *
 * <p>Commands: {@code \as USER}; {@code \set NAME VALUE} sets an option of a session that is this
 * script's own; {@code \header NAME VALUE} adds a header to each call from now on; {@code \bind
 * TYPE:VALUE, ...} prepares the next statement and binds a row of parameters, and several of them
 * bind several rows; {@code \prepared} prepares it without; {@code \steal USER SQL} shows the
 * ticket, {@code \stealprepared USER SQL} the prepared statement, of somebody else; {@code \ticket
 * TEXT} makes a ticket up; {@code \action NAME BODY} calls an action; {@code \options} lists the
 * session's options; {@code \call METADATA ARGUMENTS} asks for metadata.
 */
final class Attacker implements AutoCloseable {

  private final Twin twin;
  private Login login;
  private boolean own;
  private final FlightCallHeaders headers = new FlightCallHeaders();
  private final List<String> parameters = new ArrayList<>();
  private boolean prepared;
  private final List<Observation> seen = new ArrayList<>();

  Attacker(Twin twin, String user) {
    this.twin = twin;
    this.login = twin.login(user);
  }

  /**
   * Plays all steps and says what came of each statement.
   *
   * @throws IllegalArgumentException for a step that is no command
   */
  List<Observation> play(Attack attack) {
    return play(attack, false);
  }

  /** The same with the plan of each query, which is a way of its own to learn something. */
  List<Observation> playWithPlans(Attack attack) {
    return play(attack, true);
  }

  private List<Observation> play(Attack attack, boolean plans) {
    for (String step : attack.steps()) {
      if (step.startsWith("\\")) {
        String[] words = step.substring(1).split(" +", 3);
        command(step, words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "");
      } else {
        statement(step, plans);
      }
    }
    return List.copyOf(seen);
  }

  private void command(String step, String command, String first, String rest) {
    switch (command) {
      case "as" -> become(first);
      case "set" -> set(first, rest);
      case "header" -> headers.insert(first, rest);
      case "bind" -> parameters.add((first + ' ' + rest).strip());
      case "prepared" -> prepared = true;
      case "steal" -> note(step, notes -> steal(notes, first, rest));
      case "stealprepared" -> note(step, notes -> stealPrepared(notes, first, rest));
      case "ticket" ->
          note(step, notes -> notes.stream(login.sql().getStream(ticket(first), call())));
      case "action" -> note(step, notes -> action(notes, first, rest));
      case "options" -> note(step, this::options);
      case "call" -> note(step, notes -> metadata(notes, first, rest));
      default -> throw new IllegalArgumentException("No command: " + step);
    }
  }

  /** A part of a step that notes what it finds. */
  private interface Finding {
    void find(Notes notes) throws Exception;
  }

  private void note(String step, Finding finding) {
    Notes notes = new Notes(step);
    seen.add(notes.attempt(() -> finding.find(notes)).observation());
  }

  private void statement(String sql, boolean plans) {
    if (prepared || !parameters.isEmpty()) {
      List<String> rows = List.copyOf(parameters);
      note(sql, notes -> prepare(notes, sql, rows));
      prepared = false;
      parameters.clear();
      return;
    }
    note(sql, notes -> ask(notes, sql));
    String word = sql.strip().toUpperCase(Locale.ROOT);
    boolean query =
        word.startsWith("SELECT") || word.startsWith("WITH") || word.startsWith("VALUES");
    if (plans && query) {
      Notes plan = new Notes("EXPLAIN " + sql);
      plan.attempt(() -> ask(plan, "EXPLAIN PLAN FOR " + sql));
      seen.add(plan.observation());
    }
  }

  /** Whether an observation is of a plan, about which scripts expect nothing. */
  static boolean isPlan(Observation observation) {
    return observation.step().startsWith("EXPLAIN SELECT")
        || observation.step().startsWith("EXPLAIN WITH")
        || observation.step().startsWith("EXPLAIN VALUES");
  }

  private void ask(Notes notes, String sql) throws Exception {
    fetch(notes, login.sql().execute(sql, call()));
  }

  private void fetch(Notes notes, FlightInfo info) throws Exception {
    notes.info(info);
    notes.stream(login.sql().getStream(info.getEndpoints().get(0).getTicket(), call()));
  }

  private void prepare(Notes notes, String sql, List<String> rows) throws Exception {
    PreparedStatement statement = login.sql().prepare(sql, call());
    try (VectorSchemaRoot root = Parameters.root(rows, twin.memory())) {
      notes.fact("parameters " + Notes.text(statement.getParameterSchema()));
      notes.fact("result " + Notes.text(statement.getResultSetSchema()));
      if (!rows.isEmpty()) {
        statement.setParameters(root);
      }
      fetch(notes, statement.execute(call()));
      fetch(notes, statement.execute(call()));
    } finally {
      statement.close(call());
    }
  }

  private void steal(Notes notes, String user, String sql) throws Exception {
    Login other = twin.login(user);
    Ticket ticket = other.sql().execute(sql, other.token()).getEndpoints().get(0).getTicket();
    notes.stream(login.sql().getStream(ticket, call()));
  }

  private void stealPrepared(Notes notes, String user, String sql) throws Exception {
    Login other = twin.login(user);
    try (PreparedStatement statement = other.sql().prepare(sql, other.token())) {
      FlightDescriptor handle = statement.execute(other.token()).getDescriptor();
      fetch(notes, login.flight().getInfo(handle, call()));
    }
  }

  private static Ticket ticket(String text) {
    return new Ticket(text.getBytes(StandardCharsets.UTF_8));
  }

  private void action(Notes notes, String name, String body) {
    Action action = new Action(name, body.getBytes(StandardCharsets.UTF_8));
    login
        .flight()
        .doAction(action, call())
        .forEachRemaining(
            result -> notes.fact("result " + new String(result.getBody(), StandardCharsets.UTF_8)));
  }

  private void metadata(Notes notes, String kind, String arguments) throws Exception {
    if (kind.equals("schemaof")) {
      notes.fact(Notes.text(login.sql().getExecuteSchema(arguments, call()).getSchema()));
    } else {
      fetch(notes, MetadataCall.of(kind, arguments).ask(login.sql(), call()));
    }
  }

  private void become(String user) {
    close();
    login = twin.login(user);
    own = false;
  }

  private void set(String name, String value) {
    ownSession();
    note(
        "\\set " + name,
        notes ->
            notes.fact(
                new TreeMap<>(
                        login
                            .flight()
                            .setSessionOptions(
                                new SetSessionOptionsRequest(
                                    Map.of(
                                        name,
                                        SessionOptionValueFactory.makeSessionOptionValue(value))),
                                call())
                            .getErrors())
                    .entrySet().stream()
                        .map(e -> e.getKey() + ' ' + e.getValue().value)
                        .toList()
                        .toString()));
  }

  private void options(Notes notes) {
    login
        .flight()
        .getSessionOptions(new GetSessionOptionsRequest(), call())
        .getSessionOptions()
        .forEach((name, value) -> notes.fact("option " + name));
  }

  private void ownSession() {
    if (!own) {
      login = twin.freshLogin("ana");
      own = true;
    }
  }

  private CallOption[] call() {
    return new CallOption[] {login.token(), new HeaderCallOption(headers)};
  }

  @Override
  public void close() {
    if (own) {
      login.close();
    }
  }
}
