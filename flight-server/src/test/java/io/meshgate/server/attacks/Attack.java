package io.meshgate.server.attacks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A script of an attacker.
 *
 * <p>In a file, an attack is a line {@code -- name | expectation; expectation | idea} and the lines
 * below it. A step is a statement, which ends with {@code ;} at the end of a line, or a line that
 * begins with {@code \}, which {@link Attacker} knows. The last expectation holds for all further
 * statements. In a script, {@code {people}} stands for one of the tables of that name, and {@code
 * {domain}} for its domain.
 *
 * @param name short and unique within its file
 * @param expectations what comes of each statement
 * @param idea what the attacker hopes for
 * @param steps statements and commands
 */
record Attack(String name, List<Expectation> expectations, String idea, List<String> steps) {

  private static final String EVERYWHERE = "{people}";
  private static final List<String> DOMAINS = List.of("north", "south", "east");
  private static final List<String> POLICIES = List.of("desk", "cases", "sealed");

  Attack {
    expectations = List.copyOf(expectations);
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("No steps: " + name);
    }
  }

  /** The attacks of a resource file. */
  static List<Attack> read(String topic) throws IOException {
    List<Attack> attacks = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String block : ("\n" + Template.resource(topic + ".sql")).split("\n-- ", -1)) {
      if (block.isBlank() || block.stripLeading().startsWith("#")) {
        continue;
      }
      Attack attack = parse(block);
      if (!names.add(attack.name())) {
        throw new IOException(topic + " has two attacks " + attack.name());
      }
      attacks.add(attack);
    }
    return attacks;
  }

  private static Attack parse(String block) {
    int end = block.indexOf('\n');
    String[] head = block.substring(0, end < 0 ? block.length() : end).split(" \\| ", 3);
    if (head.length != 3) {
      throw new IllegalArgumentException("Not name | expectation | idea: " + block);
    }
    List<Expectation> expectations = new ArrayList<>();
    for (String text : head[1].split("; ", -1)) {
      expectations.add(Expectation.parse(text.strip()));
    }
    return new Attack(head[0].strip(), expectations, head[2], steps(block.substring(end + 1)));
  }

  private static List<String> steps(String body) {
    List<String> steps = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : body.split("\n", -1)) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("\\") && statement.isEmpty()) {
        steps.add(line.strip());
      } else if (line.endsWith(";")) {
        steps.add(statement.append(line, 0, line.length() - 1).toString().strip());
        statement.setLength(0);
      } else if (!line.isBlank()) {
        statement.append(line).append('\n');
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalArgumentException("No semicolon at the end of " + statement);
    }
    return steps;
  }

  /** What is expected of the statement of a number, from 0. */
  Expectation expectation(int statement) {
    return expectations.get(Math.min(statement, expectations.size() - 1));
  }

  /**
   * The scripts to run: itself, or one with a table in the place of {@code {people}}.
   *
   * @param turn which of the nine tables is taken
   * @param all whether each of them is
   */
  List<Attack> variants(int turn, boolean all) {
    if (String.join("\n", steps).indexOf(EVERYWHERE) < 0) {
      return List.of(this);
    }
    List<Attack> variants = new ArrayList<>();
    for (int i = 0; i < DOMAINS.size() * POLICIES.size(); i++) {
      String domain = DOMAINS.get(i % DOMAINS.size());
      String policy = POLICIES.get(i / DOMAINS.size());
      if (all || i == turn % (DOMAINS.size() * POLICIES.size())) {
        variants.add(on(domain + '.' + policy + ".people", domain));
      }
    }
    return variants;
  }

  private Attack on(String table, String domain) {
    List<String> filled =
        steps.stream()
            .map(step -> step.replace(EVERYWHERE, table).replace("{domain}", domain))
            .toList();
    return new Attack(name + " on " + table, expectations, idea, filled);
  }
}
