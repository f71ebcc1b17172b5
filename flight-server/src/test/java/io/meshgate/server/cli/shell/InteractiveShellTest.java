package io.meshgate.server.cli.shell;

import static io.meshgate.server.cli.shell.TypedTerminal.CTRL_C;
import static io.meshgate.server.cli.shell.TypedTerminal.CTRL_D;
import static io.meshgate.server.cli.shell.TypedTerminal.CTRL_R;
import static io.meshgate.server.cli.shell.TypedTerminal.ENTER;
import static io.meshgate.server.cli.shell.TypedTerminal.TAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.shell.TypedTerminal.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell at a terminal: what is typed and what is shown. */
class InteractiveShellTest {
  private static final Map<String, String> NO_PAGER = Map.of("PAGER", "");

  /** A number of pairs that nobody counts in a test's time. */
  private static final String LONG_QUERY =
      "SELECT SUM(a.n * b.n) AS s FROM shop.numbers.ints AS a, shop.numbers.ints AS b"
          + " WHERE MOD(a.n * b.n, 7) <> MOD(a.n + b.n, 5);";

  private static ShellGateway gateway;

  private final Path home;

  InteractiveShellTest(@TempDir Path home) {
    this.home = home;
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    gateway = ShellGateway.start(folder);
    assertThat(gateway.problems()).isEqualTo("[]");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private TypedTerminal shell(Setting setting) throws Exception {
    return shell("uma", setting);
  }

  private TypedTerminal shell(String user, Setting setting) throws Exception {
    TypedTerminal shell =
        new TypedTerminal(ShellGateway.options(gateway.arguments(user)), setting, home);
    shell.prompt();
    return shell;
  }

  private static Setting dumb() {
    return Setting.dumb(NO_PAGER);
  }

  private static Setting xterm() {
    return new Setting("xterm", 80, 24, NO_PAGER);
  }

  @Test
  void asksOverSeveralLinesUntilASemicolon() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.type("SELECT item, -- not yet;" + ENTER);
      shell.until("-> ");
      shell.type("';' AS s" + ENTER);
      shell.until("-> ");
      String shown = shell.line("FROM shop.orders.lines WHERE id = 1; SELECT 2 AS two;");
      assertThat(shown).contains("item  s", "pen   ;", "1 row, ", "two").contains(" s\r\n");
    }
  }

  @Test
  void showsNumbersAtTheRightNullApartAndControlCharactersHarmless() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.type("SELECT id, price, note FROM shop.orders.lines ORDER BY id;" + ENTER);
      String shown = shell.until("5 rows");
      assertThat(shown)
          .contains("1     1.50  \u001b[2mNULL\u001b[0m")
          .containsPattern("2 +12\\.00  NULL\r?\n")
          .containsPattern("3 +0\\.99  \\\\u001b\\[2Jx")
          .contains("…")
          .contains("x\\ny");
      assertThat(shell.until("\\x shows everything")).contains("Cut to the width of the screen");
    }
  }

  @Test
  void cutsNoLineBeyondTheScreen() throws Exception {
    try (TypedTerminal shell = shell(new Setting("dumb", 40, 24, NO_PAGER))) {
      String shown = shell.line("SELECT *, id AS again, item AS what FROM shop.orders.lines;");
      assertThat(shown.lines().filter(line -> line.contains("desk")))
          .hasSize(1)
          .allMatch(line -> line.length() <= 40 && line.endsWith("…"));
      shell.line("\\pset columns 0");
      assertThat(shell.line("SELECT note FROM shop.orders.lines WHERE id = 4;"))
          .contains("long ".repeat(60).strip())
          .doesNotContain("Cut to");
    }
  }

  @Test
  void cancelsARunningQueryAndGoesOn() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.type(LONG_QUERY + ENTER);
      assertThat(shell.until("Ctrl-C cancels")).contains("0 rows, ");
      shell.type(CTRL_C);
      assertThat(shell.until("meshgate> ")).contains("CANCELLED");
      shell.type("SELECT 40 + 2 AS answer;" + ENTER);
      assertThat(shell.until("1 row, ")).contains("42");
    }
  }

  @Test
  void controlCDropsWhatIsTypedAndControlDLeaves() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.type("SELECT nothing" + ENTER);
      shell.until("-> ");
      shell.type(CTRL_C);
      shell.until("meshgate> ");
      assertThat(shell.line("SELECT 1 AS one;")).contains("one").doesNotContain("nothing");
      shell.type(CTRL_C);
      shell.until("meshgate> ");
      shell.type(CTRL_D);
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void completesTablesPartByPartAndColumnsBehindAnAlias() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.line("\\refresh");
      shell.type("SELECT * FROM sho" + TAB);
      shell.until(".");
      shell.type("or" + TAB);
      shell.until("ders.");
      shell.type("l" + TAB);
      shell.until("ines");
      shell.type("AS l WHERE l.pri" + TAB);
      shell.until("ce");
      shell.type("> 1000;" + ENTER);
      assertThat(shell.until("1 row, ")).contains("desk");
    }
  }

  @Test
  void completesNamesThatNeedQuotesWordsAndCommands() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.line("\\refresh");
      shell.type("sel" + TAB);
      shell.until("ect");
      shell.type("* from shop.orders.O" + TAB);
      shell.until("\"Odd-Names\"");
      shell.type(";" + ENTER);
      assertThat(shell.until("1 row, ")).contains("170");
      shell.type("\\con" + TAB);
      shell.until("info");
      shell.type(ENTER);
      assertThat(shell.until("catalog is mesh")).contains("user uma");
      shell.type("\\d shop.numbers." + TAB);
      shell.until("ints");
      shell.type(ENTER);
      assertThat(shell.until("BIGINT")).contains("TABLE shop.numbers.ints");
    }
  }

  @Test
  void proposesOnlyWhatTheUserMaySee() throws Exception {
    try (TypedTerminal shell = shell("otto", xterm())) {
      assertThat(shell.line("\\refresh")).containsPattern("\\d+ tables");
      shell.type("SELECT * FROM shop." + TAB);
      assertThat(shell.until("orders.")).doesNotContain("numbers");
    }
  }

  @Test
  void keepsAHistoryWithoutSecretsThatOnlyTheOwnerCanRead() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.line("SELECT 'first' AS f;");
      shell.line("SELECT 'my password is x' AS p;");
      shell.line("SELECT 'uma-password' AS u;");
      shell.line(" SELECT 'behind a blank' AS b;");
      assertThat(shell.line("\\s")).contains("'first'").doesNotContain("password");
      shell.type(CTRL_D);
      assertThat(shell.exitCode()).isZero();
    }
    Path file = home.resolve(".meshgate/history");
    assertThat(Files.readString(file)).contains("'first'").doesNotContain("password", "blank");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (TypedTerminal shell = shell(xterm())) {
      shell.type(CTRL_R + "fir");
      shell.until("'first'");
      shell.type(ENTER);
      assertThat(shell.until("1 row, ")).contains("first");
    }
  }

  @Test
  void writesNoHistoryWhereNoneIsWanted() throws Exception {
    Map<String, String> variables = Map.of("PAGER", "", "MESHGATE_HISTORY", "");
    try (TypedTerminal shell = shell(Setting.dumb(variables))) {
      shell.line("SELECT 1 AS one;");
      shell.type(CTRL_D);
      assertThat(shell.exitCode()).isZero();
    }
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void pagesWhatIsLongerThanTheScreenAndNothingElse() throws Exception {
    Path paged = home.resolve("paged");
    Map<String, String> variables = Map.of("PAGER", "cat > '" + paged + "'");
    try (TypedTerminal shell = shell(new Setting("dumb", 80, 10, variables))) {
      assertThat(shell.line("SELECT n FROM shop.numbers.ints WHERE n <= 5 ORDER BY n;"))
          .contains("5 rows, ");
      assertThat(paged).doesNotExist();
      String shown = shell.line("SELECT n FROM shop.numbers.ints WHERE n <= 500 ORDER BY n;");
      assertThat(shown).contains("500 rows, ").doesNotContain("499");
      List<String> lines = Files.readAllLines(paged);
      assertThat(lines).hasSize(502);
      assertThat(lines.get(501)).isEqualTo("500");
    }
  }

  @Test
  void endsTheQueryWhenThePagerIsLeft() throws Exception {
    Map<String, String> variables = Map.of("PAGER", "head -n 3 > /dev/null");
    try (TypedTerminal shell = shell(new Setting("dumb", 80, 10, variables))) {
      shell.line("\\pset rows 0");
      assertThat(shell.line("SELECT a.n, b.n FROM shop.numbers.ints a, shop.numbers.ints b;"))
          .doesNotContain("ERROR", "CANCELLED", "cannot");
      assertThat(shell.line("SELECT 7 AS seven;")).contains("1 row, ");
    }
  }

  @Test
  void showsNoMoreRowsThanAreWantedAndSaysSo() throws Exception {
    try (TypedTerminal shell = shell(dumb())) {
      shell.line("\\pset rows 3");
      String shown = shell.line("SELECT n FROM shop.numbers.ints ORDER BY n;");
      assertThat(shown).contains("3 rows shown, and there are more").doesNotContain("\n4");
      assertThat(shell.line("SELECT n FROM shop.numbers.ints ORDER BY n LIMIT 3;"))
          .contains("3 rows, ");
    }
  }

  @Test
  void goesOnWithTheStatementBehindACommand() throws Exception {
    try (TypedTerminal shell = shell(xterm())) {
      shell.type("SELECT 1 +" + ENTER);
      shell.until("-> ");
      shell.type("\\conninfo" + ENTER);
      shell.until("catalog is mesh");
      shell.until("meshgate> ");
      shell.type(" 1 AS two;" + ENTER);
      assertThat(shell.until("1 row, ")).contains("two");
      shell.type("SELECT broken" + ENTER);
      shell.until("-> ");
      assertThat(shell.line("\\cancel")).doesNotContain("NOT_FOUND");
      assertThat(shell.line("SELECT 5 AS five;")).contains("five").contains("1 row, ");
    }
  }

  @Test
  void editsTheLastStatement() throws Exception {
    Path editor = home.resolve("editor");
    Files.writeString(editor, "#!/bin/sh\nsed -i 's/41/42/' \"$1\"\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> variables = Map.of("PAGER", "", "EDITOR", "'" + editor + "'");
    try (TypedTerminal shell = shell(Setting.dumb(variables))) {
      shell.line("SELECT 41 AS n;");
      shell.type("\\e" + ENTER);
      assertThat(shell.until("1 row, ")).contains("SELECT 42 AS n;").containsPattern("\n42\r?\n");
    }
  }

  @Test
  void saysThatTheConnectionIsLostAndConnectsAgain(@TempDir Path folder) throws Exception {
    try (ShellGateway other = ShellGateway.start(folder);
        TypedTerminal shell =
            new TypedTerminal(ShellGateway.options(other.arguments("uma")), dumb(), home)) {
      shell.prompt();
      shell.line("\\c shop.orders");
      assertThat(shell.line("SELECT COUNT(*) AS n FROM lines;")).contains("5");
      other.stop();
      assertThat(shell.line("SELECT COUNT(*) AS n FROM lines;"))
          .contains("The connection to localhost:", " is lost", "connects again");
      assertThat(shell.line("SELECT COUNT(*) AS n FROM lines;")).contains("No connection to");
      other.restart();
      shell.type("SELECT COUNT(*) AS n FROM lines;" + ENTER);
      assertThat(shell.until("1 row, ")).contains("Connected again to localhost:");
    }
  }

  @Test
  void logsInAgainWhenTheTokenIsNoLongerGood(@TempDir Path folder) throws Exception {
    try (ShellGateway other = ShellGateway.start(folder);
        TypedTerminal shell =
            new TypedTerminal(ShellGateway.options(other.arguments("uma")), dumb(), home)) {
      shell.prompt();
      shell.line("\\set timezone Europe/Paris");
      // Another key for tokens: those of before are worth nothing.
      other.stop();
      other.restart();
      assertThat(shell.line("SELECT 3 AS three;")).contains("1 row, ").doesNotContain("lost");
      assertThat(shell.line("\\set")).contains("timezone is Europe/Paris");
    }
  }
}
