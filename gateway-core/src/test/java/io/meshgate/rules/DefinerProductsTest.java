package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshgate.audit.Accesses;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.document.Problem;
import io.meshgate.policy.Decision;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Derived products that read with rights of their own, and copies, over a table that is hidden. */
class DefinerProductsTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final Principal OWNER = Principal.of("olga", "hr-owner");
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final ArrowType LONG = new ArrowType.Int(64, true);

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE staff (id INTEGER, dept VARCHAR, name VARCHAR, salary INTEGER)",
          "INSERT INTO staff VALUES (1, 'it', 'ada', 10), (2, 'it', 'bea', 20),"
              + " (3, 'law', 'cal', 30), (4, 'board', 'dot', 7), (5, 'board', 'eve', 7)",
          "CREATE TABLE copy AS SELECT id, dept, name FROM staff");

  private static String set(String id, String owner, String products, String rest) {
    return """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: %s
        version: 1
        owner: %s
        appliesTo: {products: [%s]}
        """
            .formatted(id, owner, products)
        + rest;
  }

  private static String hr(String more) {
    return set(
        "hr",
        "domain:hr",
        "hr.people",
        """
        grants:
          - {id: own, to: {groups: [hr-owner]}, columns: {allow: ['*']}, rows: all}
        """
            + more);
  }

  private static final String TO_REPORT =
      "  - {id: to-report, to: {products: [sales.report]}, columns: {allow: [dept, salary]}, rows:"
          + " all}\n";
  private static final String NO_BOARD =
      "rowPolicies: [{id: no-board, effect: restrict, to: {all: true, except: {groups:"
          + " [hr-owner]}}, when: \"dept <> 'board'\"}]\n";

  private static final String REPORT =
      set(
          "report",
          "domain:sales",
          "sales.report",
          "grants: [{id: read, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: all}]\n");
  private static final String OUTER =
      set(
          "outer",
          "domain:sales",
          "sales.wide, sales.peak",
          "grants: [{id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}]\n");

  private final RootAllocator memory = new RootAllocator();
  private @Nullable RuledMesh opened;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    List<ProductColumn> sums = List.of(ProductColumn.of("dept", TEXT), ProductColumn.of("s", LONG));
    opened =
        new RuledMesh(memory, folder, STATEMENTS)
            .atLake("hr.people", "staff")
            .definer(
                "sales.report",
                "sums",
                "SELECT dept, SUM(salary) AS s FROM hr.people.staff GROUP BY dept",
                sums)
            .derived("sales.wide", "big", "SELECT dept, s FROM sales.report.sums", sums);
  }

  @AfterEach
  void stop() {
    if (opened != null) {
      opened.close();
    }
    memory.close();
  }

  private RuledMesh mesh() {
    return java.util.Objects.requireNonNull(opened);
  }

  private List<String> ask(Principal principal, String sql) {
    return mesh().ask(principal, sql).stream().map(Object::toString).toList();
  }

  private String failure(Principal principal, String sql) {
    return String.valueOf(
        catchThrowableOfType(QueryException.class, () -> mesh().ask(principal, sql)).getMessage());
  }

  private static final String SUMS = "SELECT dept, s FROM sales.report.sums ORDER BY dept";

  @Test
  void saysNothingOfAnInputThatCannotBeRead() throws Exception {
    mesh()
        .atPlain("hr.plain", "staff")
        .definer(
            "sales.far",
            "depts",
            "SELECT dept FROM hr.plain.staff",
            List.of(ProductColumn.of("dept", TEXT)));
    String plain =
        set(
            "plain",
            "domain:hr",
            "hr.plain",
            "grants: [{id: to-far, to: {products: [sales.far]}, columns: {allow: [dept]}, rows: all}]\n");
    String far =
        set(
            "far",
            "domain:sales",
            "sales.far",
            "grants: [{id: read, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: all}]\n");
    mesh().under(plain, far, hr(TO_REPORT), REPORT);
    assertThat(ask(ANN, "SELECT COUNT(*) FROM sales.far.depts")).hasSize(1);

    mesh().plainSource().close();
    assertThat(failure(ANN, "SELECT dept FROM sales.far.depts"))
        .isEqualTo("Derived product sales.far.depts cannot be read now; ask its owner");
  }

  @Test
  void readsWithTheRightsThatItsInputsOwnerGaveIt() throws Exception {
    List<ProductColumn> sums = List.of(ProductColumn.of("dept", TEXT), ProductColumn.of("s", LONG));
    mesh().definer("sales.peak", "sums", "SELECT dept, s FROM sales.wide.big", sums);
    String top =
        set(
            "delegate",
            "domain:sales",
            "sales.report, sales.wide",
            "grants: [{id: to-top, to: {products: [sales.peak]}, columns: {allow: ['*']}, rows:"
                + " all}]\n");
    mesh().under(hr(TO_REPORT + NO_BOARD), REPORT, OUTER, top);
    List<String> expected = List.of("[it, 30]", "[law, 30]");
    assertThat(ask(ANN, SUMS)).isEqualTo(expected);
    // through a view with the reader's rights, and one with rights of its own around both
    assertThat(ask(ANN, SUMS.replace("report.sums", "wide.big"))).isEqualTo(expected);
    assertThat(ask(ANN, SUMS.replace("report.sums", "peak.sums"))).isEqualTo(expected);
    // who may read the outermost need not be allowed any other
    Principal nobody = Principal.of("ned");
    assertThat(ask(nobody, SUMS.replace("report.sums", "peak.sums"))).isEqualTo(expected);
    assertThat(failure(nobody, SUMS.replace("report.sums", "wide.big")))
        .doesNotContain("hr.people");
    // hidden rows are poisoned: the board earns 7 each
    assertThat(ask(ANN, "SELECT dept FROM sales.report.sums WHERE 1 / (s - 14) = 0 ORDER BY dept"))
        .isEqualTo(List.of("[it]", "[law]"));
    assertThat(ask(OWNER, "SELECT COUNT(*) FROM hr.people.staff")).isEqualTo(List.of("[5]"));
  }

  @Test
  void doesNotShowItsInputsInPlansOrErrors() throws Exception {
    mesh().under(hr(TO_REPORT), REPORT);
    assertThat(ask(ANN, "EXPLAIN " + SUMS))
        .containsExactly(
            "[gateway: sales.report.sums (dept, s)]",
            "[The SQL sent to each source is shown to owners of all these products]");
    assertThat(failure(ANN, "SELECT id FROM hr.people.staff"))
        .isEqualTo(failure(ANN, "SELECT id FROM hr.people.stuff").replace("stuff", "staff"));
  }

  @Test
  void isDeniedWithoutAGrantThatNamesIt() throws Exception {
    for (String other :
        List.of(
            "",
            // everybody is every user, and a user of the product's name is no product
            "  - {id: all, to: {all: true}, columns: {allow: ['*']}, rows: all}\n",
            "  - {id: u, to: {users: [sales.report]}, columns: {allow: ['*']}, rows: all}\n",
            "  - {id: g, to: {groups: [sales.report]}, columns: {allow: ['*']}, rows: all}\n")) {
      PolicyLoader.Result loaded = mesh().load(hr(other), REPORT);
      assertThat(loaded.problems())
          .extracting(Problem::message)
          .contains(
              "sales.report.sums is denied to everybody: it reads with rights of its own, and no"
                  + " grant to {products: [sales.report]} covers hr.people.staff; ask the owners"
                  + " for one");
      mesh().under(loaded.policies());
      assertThat(failure(ANN, SUMS))
          .isEqualTo(failure(ANN, SUMS.replace("sums", "sumz")).replace("sumz", "sums"));
    }
  }

  @Test
  void isDeniedAfterTheGrantWasTakenBack() throws Exception {
    mesh().under(hr(TO_REPORT), REPORT);
    assertThat(ask(ANN, SUMS)).hasSize(3);
    mesh().under(mesh().load(hr(""), REPORT).policies());
    assertThat(failure(ANN, SUMS)).contains("sums' not found");
  }

  @Test
  void hasOnlyTheColumnsThatWereGranted() throws Exception {
    mesh().under(hr(TO_REPORT.replace("dept, salary", "dept")), REPORT);
    assertThat(failure(ANN, SUMS))
        .isEqualTo("Derived product sales.report.sums cannot be read now; ask its owner");
  }

  @Test
  void isBoundByDenialsAndLimitsOfItsInputs() throws Exception {
    mesh().under(hr(TO_REPORT + "limits: {minGroupSize: 2}\n"), REPORT);
    assertThat(ask(ANN, SUMS)).isEqualTo(List.of("[board, 14]", "[it, 30]"));
    mesh().under(hr(TO_REPORT + "denials: [{id: never, to: {all: true}}]\n"), REPORT);
    assertThat(failure(ANN, SUMS)).contains("not found");
    // A rule about the reader's own rows has no reader here.
    mesh()
        .under(
            hr(
                TO_REPORT
                    + "rowPolicies: [{id: own-rows, effect: restrict, to: {all: true}, when: \"name ="
                    + " principal.subject OR dept = 'it'\"}]\n"),
            REPORT);
    assertThat(ask(ANN, SUMS)).isEmpty();
  }

  @Test
  void asksForThePurposeOfItsReader() throws Exception {
    mesh().under(hr(TO_REPORT.replace("columns:", "purposes: [audit], columns:")), REPORT);
    assertThat(failure(ANN, SUMS)).contains("not found");
    Principal auditing = new Principal("ann", Set.of("analyst"), Map.of(), Optional.of("audit"));
    assertThat(ask(auditing, SUMS)).hasSize(3);
  }

  @Test
  void aUserOfTheProductsNameIsNotTheProduct() throws Exception {
    mesh().under(hr(TO_REPORT), REPORT);
    Principal forger = Principal.of("sales.report", "sales.report", "product");
    assertThat(failure(forger, "SELECT dept FROM hr.people.staff"))
        .isEqualTo(failure(ANN, "SELECT dept FROM hr.people.stuff").replace("stuff", "staff"));
  }

  @Test
  void ofTwoThatReadEachOtherNeitherExists() throws Exception {
    List<ProductColumn> ids = List.of(ProductColumn.of("id", INT));
    mesh()
        .definer("sales.a", "t", "SELECT id FROM sales.b.t", ids)
        .definer("sales.b", "t", "SELECT id FROM sales.a.t", ids);
    String both =
        set(
            "both",
            "domain:sales",
            "sales.a, sales.b",
            "grants: [{id: r, to: {groups: [analyst], products: [sales.a, sales.b]}, columns:"
                + " {allow: ['*']}, rows: all}]\n");
    mesh().under(mesh().load(hr(TO_REPORT), REPORT, both).policies());
    assertThat(failure(ANN, "SELECT id FROM sales.a.t")).contains("not found");
  }

  @Test
  void theRecordSaysOnWhoseBehalfALeafWasRead() throws Exception {
    mesh().under(hr(TO_REPORT), REPORT);
    Accesses accesses = mesh().accesses(ANN, SUMS);
    assertThat(accesses.tables())
        .extracting(access -> access.table().displayName() + " for " + access.reader())
        .containsExactly(
            "sales.report.sums for Optional.empty", "hr.people.staff for Optional[sales.report]");
    assertThat(accesses.tables().get(1).read()).containsExactly("dept", "salary");
    assertThat(accesses.tables().get(1).decision()).isInstanceOf(Decision.Allowed.class);
  }

  private void publishCopy() {
    mesh().atLake("sales.copied", "copy").mesh().madeOf("sales.copied", "hr.people");
  }

  private static final String COPY =
      set(
          "copy",
          "domain:sales",
          "sales.copied",
          "grants: [{id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}]\n");
  private static final String NAMES = "SELECT * FROM sales.copied.copy ORDER BY id";

  @Test
  void aCopyIsShownOnlyToWhoSeesTheWholeOriginal() throws Exception {
    publishCopy();
    PolicyLoader.Result loaded = mesh().load(hr(TO_REPORT), REPORT, COPY);
    assertThat(loaded.problems())
        .extracting(Problem::message)
        .containsExactly(
            "sales.copied.copy is shown only to who sees the whole of its inputs, as no grant to"
                + " {products: [sales.copied]} covers hr.people.staff; ask the owners for one");
    mesh().under(loaded.policies());
    assertThat(failure(ANN, NAMES)).contains("not found");
    assertThat(ask(OWNER, NAMES)).hasSize(5);
  }

  @Test
  void aCopyIsShownAsTheOwnerOfTheOriginalConsented() throws Exception {
    publishCopy();
    String consent =
        "  - {id: c, to: {products: [sales.copied]}, columns: {allow: ['*'], deny: [name]}, rows:"
            + " all}\n";
    mesh().under(hr(TO_REPORT + consent), REPORT, COPY);
    assertThat(ask(ANN, NAMES)).contains("[1, it]").hasSize(5);
    assertThat(ask(OWNER, NAMES)).contains("[1, it, ada]");
    // limits and masks at the original hold for its copies
    mesh().under(hr(TO_REPORT + consent + "limits: {minGroupSize: 3}\n"), REPORT, COPY);
    assertThat(failure(ANN, NAMES)).contains("answers questions about groups");
  }

  @Test
  void aCopyOfSomethingUnknownIsDenied() throws Exception {
    mesh().atLake("sales.copied", "copy").mesh().madeOf("sales.copied", "hr.peeple");
    PolicyLoader.Result loaded = mesh().load(hr(TO_REPORT), REPORT, COPY);
    assertThat(loaded.problems())
        .extracting(Problem::message)
        .containsExactly(
            "sales.copied.copy is denied to everybody: its input 'hr.peeple' is not known");
    mesh().under(loaded.policies());
    assertThat(failure(OWNER, NAMES)).contains("not found");
  }
}
