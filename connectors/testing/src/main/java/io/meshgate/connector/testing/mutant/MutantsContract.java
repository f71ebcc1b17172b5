package io.meshgate.connector.testing.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each defense of a module is missed by a test when it is gone.
 *
 * <p>The run of the mutants takes minutes and has a tag of its own; it writes the page that says
 * which tests noticed. That the page and the list agree is tested always.
 */
public abstract class MutantsContract {

  private static final Path PAGE = Path.of("..", "docs", "policies", "mutants.md");
  private static final Path FOLDER = Path.of("target", "mutants").toAbsolutePath();

  private final List<Mutant> mutants;
  private final Optional<Verification> verification;
  private final MutantPage page;
  private final Map<Mutant, MutantRun.Result> found = new LinkedHashMap<>();

  /**
   * How a module's plans are verified.
   *
   * @param off the verifier switched off, so that the other tests stand alone too
   * @param tests tests that plan, and look at nothing but what the verifier says
   * @param refusal the class of the verifier's exceptions
   */
  protected record Verification(Mutant off, List<String> tests, String refusal) {
    /** Copies the list. */
    public Verification {
      tests = List.copyOf(tests);
    }
  }

  /**
   * @param part the heading of the module on the page
   * @param verification for those mutants that the verifier has to refuse
   */
  protected MutantsContract(
      String part, List<Mutant> mutants, Optional<Verification> verification) {
    this.mutants = List.copyOf(mutants);
    this.verification = verification;
    this.page = new MutantPage(PAGE, part);
  }

  @Test
  void changesWhatIsThereAndRunsTestsThatAre() {
    List<String> missing = new ArrayList<>();
    for (Mutant mutant : mutants) {
      assertThat(mutant.edits()).as(mutant.defense()).isNotEmpty();
      assertThat(mutant.tests()).as(mutant.defense()).isNotEmpty();
      for (Edit edit : mutant.edits()) {
        Stream.concat(Stream.of(edit.method()), edit.call().stream())
            .filter(place -> !place.exists())
            .forEach(place -> missing.add(place.type() + "#" + place.name()));
      }
      mutant.tests().stream().filter(test -> !isTest(test)).forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isTest(String test) {
    String[] parts = test.split("#", 2);
    return Tests.type(Mutant.PREFIX + parts[0])
        .filter(type -> parts.length == 1 || Tests.method(type, parts[1]).isPresent())
        .isPresent();
  }

  @Test
  void agreesWithThePage() throws IOException {
    Map<String, MutantPage.Row> rows = page.rows();
    List<String> defenses = mutants.stream().map(Mutant::defense).toList();
    assertThat(defenses).doesNotHaveDuplicates();
    assertThat(rows.keySet()).containsExactlyElementsOf(defenses);
    for (Mutant mutant : mutants) {
      MutantPage.Row row = Objects.requireNonNull(rows.get(mutant.defense()));
      MutantPage.Row now = MutantPage.row(mutant, Optional.empty());
      assertThat(row.off()).as(mutant.defense()).isEqualTo(now.off());
      assertThat(row.area()).as(mutant.defense()).isEqualTo(now.area());
      assertThat(row.tests()).as("tests that noticed: " + mutant.defense()).isNotEmpty();
      assertThat(row.tests()).allMatch(test -> runs(mutant, test), "a test of the list");
      if (mutant.watch() == Mutant.Watch.VERIFIER) {
        assertThat(row.verifier()).as(mutant.defense()).startsWith("refuses: ");
      }
    }
  }

  /** Whether a test on the page, as {@code Class.method}, is one that runs over the mutant. */
  private static boolean runs(Mutant mutant, String noticed) {
    String type = noticed.substring(0, noticed.indexOf('.'));
    String method = noticed.substring(noticed.indexOf('.') + 1);
    return mutant.tests().stream()
        .map(test -> test.split("#", 2))
        .anyMatch(
            test ->
                Tests.simpleName("." + test[0]).equals(type)
                    && (test.length == 1 || test[1].equals(method))
                    && isTest(test[0] + "#" + method));
  }

  /**
   * {@code -Dmeshgate.mutants} is a pattern for the defenses and edits to try; with it, the tests
   * do not run without a change.
   */
  @Tag("mutants")
  @TestFactory
  Stream<DynamicTest> areNoticed() {
    Pattern wanted = Pattern.compile(System.getProperty("meshgate.mutants", ""));
    List<Mutant> chosen =
        mutants.stream().filter(mutant -> wanted.matcher(mutant.toString()).find()).toList();
    Stream<DynamicTest> changed =
        chosen.stream().map(mutant -> dynamicTest(mutant.defense(), () -> isNoticed(mutant)));
    return wanted.pattern().isEmpty()
        ? Stream.concat(
            Stream.of(dynamicTest("Without a change no test fails", this::unchanged)), changed)
        : changed;
  }

  private void unchanged() throws IOException, InterruptedException {
    Set<String> tests = new LinkedHashSet<>();
    mutants.forEach(mutant -> tests.addAll(mutant.tests()));
    verification.ifPresent(plans -> tests.addAll(plans.tests()));
    MutantRun.Result result = new MutantRun(FOLDER, "").run("unchanged", List.of(), tests);
    assertThat(result.tests()).isEmpty();
    assertThat(result.ran()).isGreaterThanOrEqualTo(tests.size());
  }

  private void isNoticed(Mutant mutant) throws IOException, InterruptedException {
    String name = "%02d".formatted(mutants.indexOf(mutant) + 1);
    if (mutant.watch() == Mutant.Watch.TESTS) {
      record(mutant, new MutantRun(FOLDER, "").run(name, mutant.edits(), mutant.tests()));
      return;
    }
    Verification plans = verification.orElseThrow();
    MutantRun.Result refused =
        new MutantRun(FOLDER, plans.refusal()).run(name + "v", mutant.edits(), plans.tests());
    MutantRun.Result others =
        new MutantRun(FOLDER, "").run(name, mutant.and(plans.off()).edits(), mutant.tests());
    record(mutant, new MutantRun.Result(others.tests(), refused.refusals(), others.ran()));
    assertThat(refused.refusals()).as("what the verifier refused").isNotEmpty();
  }

  private void record(Mutant mutant, MutantRun.Result result) throws IOException {
    found.put(mutant, result);
    page.write(mutants, found);
    assertThat(result.tests()).as("tests that noticed, of %d", result.ran()).isNotEmpty();
  }
}
