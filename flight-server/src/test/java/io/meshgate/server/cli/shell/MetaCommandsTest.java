package io.meshgate.server.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.output.OutputFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command, against a real gateway and without a terminal. */
class MetaCommandsTest implements AutoCloseable {
  private static final Path PAGE = Path.of("../docs/reference/shell.md");

  private static ShellGateway gateway;

  private final StringWriter messages = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
  private GatewayConnection connection;
  private Interpreter interpreter;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    gateway = ShellGateway.start(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void open() {
    connection =
        GatewayConnection.open(ShellGateway.options(gateway.arguments("uma")), errors::append);
    interpreter =
        new Interpreter(
            new ShellParts(connection, new Settings(OutputFormat.CSV), new Interrupts()),
            new Screen(
                new PrintWriter(messages),
                new PrintWriter(errors),
                rows,
                Optional.empty(),
                Optional.empty(),
                () -> List.of("an old line")),
            new Surroundings(Map.of(), Path.of(".")));
  }

  @AfterEach
  @Override
  public void close() {
    interpreter.close();
    connection.close();
  }

  private String said(String text) {
    messages.getBuffer().setLength(0);
    assertThat(interpreter.text(text)).as("%s", errors).isEqualTo(Outcome.DONE);
    return messages.toString();
  }

  private String refused(String text) {
    errors.getBuffer().setLength(0);
    assertThat(interpreter.text(text)).isEqualTo(Outcome.FAILED);
    return errors.toString();
  }

  private String rows(String text) {
    rows.reset();
    said(text);
    return rows.toString(StandardCharsets.UTF_8);
  }

  @Test
  void listsWhatThereIs() {
    assertThat(said("\\d")).containsPattern("shop\\.orders +lines +table").doesNotContain("system");
    assertThat(said("\\dt system.*")).containsPattern("system +queries +system table");
    assertThat(said("\\dt *.ints")).contains("ints").doesNotContain("lines");
    assertThat(said("\\dt LINES")).contains("lines").doesNotContain("ints");
    assertThat(said("\\dt nothing*")).contains("There is no table like nothing*");
    assertThat(said("\\dn").lines()).contains("shop.numbers", "shop.orders");
    assertThat(said("\\dn *numbers").lines()).doesNotContain("shop.orders");
    assertThat(said("\\l").lines()).contains("mesh");
    assertThat(said("\\refresh")).containsPattern("\\d+ tables");
  }

  @Test
  void describesATableByEveryWayToWriteItsName() {
    for (String name :
        List.of(
            "shop.orders.lines",
            "SHOP.Orders.Lines",
            "mesh.shop.orders.lines",
            "\"shop.orders\".lines")) {
      assertThat(said("\\d " + name))
          .contains("TABLE shop.orders.lines")
          .containsPattern("id +BIGINT +\\w+ +primary 1 +Number of the line")
          .containsPattern("price +DECIMAL\\(10, 2\\) +yes");
    }
    assertThat(refused("\\d shop.orders.linse")).contains("did you mean 'shop.orders.lines'?");
  }

  @Test
  void setsOptionsOfTheSession() {
    assertThat(said("\\c SHOP.orders")).contains("schema is shop.orders");
    assertThat(rows("SELECT item FROM lines WHERE id = 1;")).isEqualTo("item\r\npen\r\n");
    assertThat(said("\\d lines")).contains("TABLE shop.orders.lines");
    assertThat(refused("\\c shop.ordres")).contains("did you mean 'shop.orders'?");
    said("\\c");
    assertThat(refused("SELECT item FROM lines;")).contains("NOT_FOUND");
    assertThat(said("\\set timezone 'Asia/Tokyo'")).contains("timezone is Asia/Tokyo");
    assertThat(said("\\set")).contains("timezone is Asia/Tokyo");
    assertThat(said("\\unset timezone")).contains("forgotten");
    assertThat(said("\\set")).doesNotContain("Tokyo");
    assertThat(refused("\\set timezone Mars/Olympus")).contains("does not take Mars/Olympus");
    assertThat(refused("\\set volume 11")).contains("no option volume");
    assertThat(refused("\\set timezone")).contains("value");
    assertThat(refused("\\unset")).contains("name");
  }

  @Test
  void tellsWhichGatewayAnswersWhom() {
    assertThat(said("\\conninfo"))
        .contains("localhost:", "not encrypted", "user uma", "catalog is mesh")
        .doesNotContain("uma-password");
  }

  /** The number and its row, as each format's own definition has them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "csv#a,b\\r\\n1,x|y\\r\\n",
        "json#[\\n{\"a\":1,\"b\":\"x|y\"}\\n]\\n",
        "jsonl#{\"a\":1,\"b\":\"x|y\"}\\n",
        "markdown#| a | b |\\n| ---: | --- |\\n| 1 | x\\|y |\\n",
        "table#a  b\\n-  ---\\n1  x|y\\n",
        "vertical#-[ ROW 1 ]-\\na | 1\\nb | x|y\\n"
      })
  void writesEveryFormat(String format, String expected) {
    assertThat(said("\\pset format " + format)).contains("format is " + format);
    assertThat(rows("SELECT 1 AS a, 'x|y' AS b;"))
        .isEqualTo(expected.replace("\\n", "\n").replace("\\r", "\r"));
  }

  @Test
  void setsHowResultsLook() {
    assertThat(said("\\pset")).contains("format is csv", "rows is 10000", "columns is auto");
    assertThat(said("\\x on")).contains("format is vertical");
    assertThat(said("\\x on")).contains("format is vertical");
    assertThat(said("\\x")).contains("format is table");
    said("\\pset null (none)");
    assertThat(rows("SELECT note FROM shop.orders.lines WHERE id = 1;")).contains("(none)");
    assertThat(said("\\timing off")).contains("timing is off");
    assertThat(refused("\\pset format xml")).contains("table, csv, json, jsonl, markdown");
    assertThat(refused("\\pset fromat csv")).contains("did you mean 'format'?");
    assertThat(refused("\\pset rows -1")).contains("from 0 on");
    assertThat(refused("\\pset rows many")).contains("whole number");
    assertThat(refused("\\x perhaps")).contains("on or off");
  }

  @Test
  void writesResultsToAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("out.csv");
    said("\\o " + file);
    assertThat(rows("SELECT 1 AS a; SELECT 2 AS a;")).isEmpty();
    said("\\o");
    assertThat(rows("SELECT 3 AS a;")).isEqualTo("a\r\n3\r\n");
    assertThat(Files.readString(file)).isEqualTo("a\r\n1\r\na\r\n2\r\n");
    assertThat(refused("\\o " + folder.resolve("no/such/folder"))).contains("\\o");
  }

  @Test
  void runsFilesAndTellsWhereTheyFail(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.sql");
    Files.writeString(file, "\\pset format csv\nSELECT 1 AS a;\n\nSELECT 2\n  AS b");
    assertThat(rows("\\i " + file)).isEqualTo("a\r\n1\r\nb\r\n2\r\n");
    Files.writeString(file, "SELECT 1 AS a;\n\nSELECT\n  nope;\nSELECT 3 AS c;");
    rows.reset();
    assertThat(refused("\\i " + file))
        .contains(file + ":3: NOT_FOUND: Line 2, column 3: ")
        .contains("  nope\n  ^");
    assertThat(rows.toString(StandardCharsets.UTF_8)).isEqualTo("a\r\n1\r\n");
    Files.writeString(file, "\\i " + file);
    assertThat(refused("\\i " + file)).contains("16 deep");
    assertThat(refused("\\i " + folder.resolve("missing"))).contains("missing");
    assertThat(refused("\\i")).contains("name of a file");
  }

  @Test
  void explainsAStatementOrTheLastOne() {
    assertThat(refused("\\explain")).contains("no statement has run");
    assertThat(rows("\\explain SELECT COUNT(*) FROM shop.numbers.ints;"))
        .contains("shop.numbers.ints");
    rows("SELECT COUNT(*) AS c FROM shop.orders.lines;");
    assertThat(rows("\\explain")).contains("shop.orders.lines");
  }

  @Test
  void showsTheHistoryAndHelp(@TempDir Path folder) throws Exception {
    assertThat(said("\\s")).contains("an old line");
    Path file = folder.resolve("history");
    said("\\s " + file);
    assertThat(Files.readString(file)).isEqualTo("an old line\n");
    assertThat(said("\\h")).contains("SELECT");
    String help = said("\\?");
    interpreter
        .commands()
        .all()
        .forEach(command -> assertThat(help).contains(MetaCommands.synopsis(command)));
    assertThat(refused("\\e")).contains("terminal");
    said("\\cancel");
    assertThat(interpreter.text("\\q\nSELECT 1;")).isEqualTo(Outcome.QUIT);
  }

  @Test
  void cancelsAQueryThatRunsElsewhere() throws Exception {
    CompletableFuture<Outcome> other = CompletableFuture.supplyAsync(MetaCommandsTest::longQuery);
    String running =
        "SELECT query_id FROM system.queries WHERE state = 'RUNNING' AND statement LIKE '%a.n * b.n%'"
            + " AND statement NOT LIKE '%system%';";
    String[] ids = new String[0];
    while (ids.length < 2) {
      assertThat(other).isNotDone();
      ids = rows(running).split("\r\n");
    }
    assertThat(said("\\cancel " + ids[1])).contains("is being cancelled");
    assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.FAILED);
    assertThat(refused("\\cancel no-such-query")).contains("NOT_FOUND");
  }

  private static Outcome longQuery() {
    try (MetaCommandsTest other = new MetaCommandsTest()) {
      other.open();
      return other.interpreter.text(
          "SELECT SUM(a.n * b.n) AS s FROM shop.numbers.ints AS a, shop.numbers.ints AS b"
              + " WHERE MOD(a.n * b.n, 7) <> MOD(a.n + b.n, 5);");
    }
  }

  @Test
  void namesTheNearestCommandOfAnUnknownOne() {
    assertThat(refused("\\coninfo")).contains("did you mean '\\conninfo'?");
    assertThat(refused("\\xyzzyxyzzy")).contains("\\? lists the commands");
  }

  @Test
  void documentationListsEveryCommandAndNoOther() throws Exception {
    Pattern row = Pattern.compile("\\| `(\\\\[^`]*)` \\| (.*) \\|");
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      // Within a table a bar is escaped.
      Matcher matcher = row.matcher(line.replace("\\|", "|"));
      if (matcher.matches()) {
        listed.add(matcher.group(1) + ": " + matcher.group(2));
      }
    }
    List<String> expected = new ArrayList<>();
    for (MetaCommand command : interpreter.commands().all()) {
      expected.add(MetaCommands.synopsis(command) + ": " + command.description());
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
  }
}
