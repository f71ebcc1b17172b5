package io.meshgate.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.flight.Ticket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts of an analyst who wants to know what policies hide, played against two meshes that differ
 * in nothing else. All that is observed must be the same, must hold no secret, and must be what the
 * script says.
 *
 * <p>{@code -Dattacks.only=topic} plays one file. A script for any table is played on one of nine,
 * and each third one with plans; {@code -Dattacks.all=true} leaves nothing out.
 */
class AttacksTest {

  private static final List<String> TOPICS =
      List.of(
          "errors",
          "masks",
          "strange",
          "shapes",
          "names",
          "statistics",
          "groups",
          "functions",
          "statements",
          "prepared",
          "sessions",
          "handles",
          "metadata",
          "views",
          "domains");

  /** Every hidden or masked text has this word in it. */
  private static final Pattern SECRET = Pattern.compile("kanari[-0-9a-z]*");

  private static Estate estate;
  private static Twin clean;
  private static Twin poisoned;
  private static final ExecutorService both = Executors.newFixedThreadPool(2);

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    estate = Estate.start(folder);
    clean = Twin.start(estate.mesh(Side.CLEAN));
    poisoned = Twin.start(estate.mesh(Side.POISONED));
    // A file of text is there for nobody from whom the rules hide some of it.
    assertThat(clean.process().problems()).allMatch(p -> p.toString().contains("sheet"));
    // Nor do the rules show anything of the tables that only this mesh has.
    assertThat(poisoned.process().problems())
        .allMatch(p -> p.toString().matches("(?s).*(sheet|payroll).*"));
  }

  @AfterAll
  static void stop() {
    both.shutdownNow();
    if (clean != null) {
      clean.close();
    }
    if (poisoned != null) {
      poisoned.close();
    }
    if (estate != null) {
      estate.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> attacks() throws Exception {
    String only = System.getProperty("attacks.only", "");
    boolean all = Boolean.getBoolean("attacks.all");
    List<DynamicContainer> topics = new ArrayList<>();
    for (String topic : TOPICS) {
      if (only.isEmpty() || only.equals(topic)) {
        List<Attack> attacks = Attack.read(topic);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < attacks.size(); i++) {
          boolean plans = all || i % 3 == 0;
          for (Attack variant : attacks.get(i).variants(i, all)) {
            tests.add(DynamicTest.dynamicTest(variant.name(), () -> play(variant, plans)));
          }
        }
        topics.add(DynamicContainer.dynamicContainer(topic, tests));
      }
    }
    topics.add(
        DynamicContainer.dynamicContainer(
            "at the end",
            List.of(
                DynamicTest.dynamicTest("several at once", AttacksTest::playAtOnce),
                DynamicTest.dynamicTest("logs of servers", AttacksTest::checkLogs))));
    return topics.stream();
  }

  private static void play(Attack attack, boolean plans) {
    CompletableFuture<List<Observation>> here =
        CompletableFuture.supplyAsync(() -> play(clean, attack, plans), both);
    List<Observation> there =
        CompletableFuture.supplyAsync(() -> play(poisoned, attack, plans), both).join();
    check(attack, here.join(), there);
  }

  private static List<Observation> play(Twin twin, Attack attack, boolean plans) {
    try (Attacker attacker = new Attacker(twin, "ana")) {
      return plans ? attacker.playWithPlans(attack) : attacker.play(attack);
    }
  }

  private static void check(Attack attack, List<Observation> here, List<Observation> there) {
    Set<String> own = new HashSet<>(secrets(String.join("\n", attack.steps())));
    List<String> complaints = new ArrayList<>();
    int statement = 0;
    for (int i = 0; i < here.size(); i++) {
      boolean counts = !Attacker.isPlan(here.get(i)) && !here.get(i).step().startsWith("\\set ");
      Expectation expectation = attack.expectation(counts ? statement++ : 0);
      boolean sort = counts && !expectation.ordered();
      Observation one = sort ? here.get(i).sorted() : here.get(i);
      Observation other = sort ? there.get(i).sorted() : there.get(i);
      if (!one.text().equals(other.text())) {
        complaints.add(difference(one, other));
      }
      for (Observation seen : List.of(one, other)) {
        List<String> found = new ArrayList<>(secrets(seen.text()));
        found.removeAll(own);
        if (!found.isEmpty()) {
          complaints.add("secrets " + found + " in " + seen.step());
        }
      }
      if (counts) {
        expectation.complaint(one).ifPresent(c -> complaints.add(one.step() + ": " + c));
      }
    }
    assertThat(complaints).as(attack.name() + ": " + attack.idea()).isEmpty();
  }

  /** The lines that only one of the two has; others tell nothing. */
  private static String difference(Observation one, Observation other) {
    List<String> here = one.text().lines().collect(Collectors.toCollection(ArrayList::new));
    List<String> there = other.text().lines().collect(Collectors.toCollection(ArrayList::new));
    List<String> all = List.copyOf(here);
    here.removeAll(there);
    there.removeAll(all);
    return "%s tells the meshes apart:%n< %s%n> %s"
        .formatted(one.step(), String.join("\n< ", here), String.join("\n> ", there));
  }

  private static List<String> secrets(String text) {
    Matcher matcher = SECRET.matcher(text.toLowerCase(Locale.ROOT));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /**
   * Whoever may see everything sees two different meshes: so what hides the difference is policy.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT COUNT(*) FROM north.desk.people",
        "SELECT COUNT(*) FROM south.cases.people",
        "SELECT COUNT(*) FROM east.sealed.people",
        "SELECT COUNT(*) FROM north.books.ledger",
        "SELECT MAX(iban) FROM south.desk.people WHERE id < 10",
        "SELECT MAX(pin) FROM east.desk.people WHERE id < 10",
      })
  void showsAnAuditorTheDifference(String sql) throws Exception {
    assertThat(rows(clean, sql)).isNotEqualTo(rows(poisoned, sql));
  }

  private static List<String> rows(Twin twin, String sql) throws Exception {
    Twin.Login otto = twin.login("otto");
    Notes notes = new Notes(sql);
    Ticket ticket = otto.sql().execute(sql, otto.token()).getEndpoints().get(0).getTicket();
    notes.stream(otto.sql().getStream(ticket, otto.token()));
    return notes.observation().rows();
  }

  /** Readers of different rights share connections to sources, and nothing else. */
  private static void playAtOnce() {
    String ask = "SELECT id, phone, bonus FROM %s.people ORDER BY id, phone";
    List<String> tables = List.of("north.desk", "south.cases", "east.sealed", "south.desk");
    List<String> steps = tables.stream().map(ask::formatted).toList();
    Attack attack = new Attack("", List.of(Expectation.parse("answers")), "", steps);
    List<String> users = List.of("ana", "ben", "pat", "nina", "ana", "otto");
    List<List<Observation>> alone = users.stream().map(user -> play(user, attack)).toList();
    assertThat(alone.get(0)).isEqualTo(alone.get(4)).isNotEqualTo(alone.get(1));
    ExecutorService threads = Executors.newFixedThreadPool(users.size());
    try {
      List<CompletableFuture<List<Observation>>> running = new ArrayList<>();
      for (int i = 0; i < 4 * users.size(); i++) {
        String user = users.get(i % users.size());
        running.add(CompletableFuture.supplyAsync(() -> play(user, attack), threads));
      }
      for (int i = 0; i < running.size(); i++) {
        assertThat(running.get(i).join()).isEqualTo(alone.get(i % users.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Observation> play(String user, Attack attack) {
    try (Attacker attacker = new Attacker(poisoned, user)) {
      return attacker.play(attack);
    }
  }

  /** After all attacks: no statement that a source got holds a value of another source. */
  private static void checkLogs() throws Exception {
    assertThat(estate.askedOfPostgres())
        .contains("COPY (")
        .doesNotContain("tok-maria")
        .doesNotContain("tok-lake");
    assertThat(estate.askedOfMariaDb())
        .contains("SELECT")
        .doesNotContain("tok-pg")
        .doesNotContain("tok-lake");
  }
}
