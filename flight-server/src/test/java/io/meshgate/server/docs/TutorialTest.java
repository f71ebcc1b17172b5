package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.MeshgateProcess;
import io.meshgate.server.demo.SharedDemo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tutorial, block after block, in the demo's folder: each does what it says, and its output
 * holds the lines of the next block if that is text. The demo's policies are put back at the end.
 */
@ExtendWith(SharedDemo.Extension.class)
class TutorialTest {

  static final Path PAGE = Path.of("docs/policies/tutorial.md");
  private static final Pattern FILE = Pattern.compile("# (policies/\\S+)\n");
  private static final Pattern IDENTITY = Pattern.compile("id: (\\S+)\nversion: (\\d+)\n");
  private static final Pattern FAILURE = Pattern.compile("exit code (?:is )?1\\b");
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final SharedDemo demo;
  private String output = "";

  TutorialTest(SharedDemo demo) {
    this.demo = demo;
  }

  @Test
  void everyStepDoesWhatItSays() throws Exception {
    Map<Path, String> before = policies();
    List<String> wrong = new ArrayList<>();
    deleteCopy();
    try {
      List<Block> blocks =
          Page.all().stream()
              .filter(page -> page.path().equals(PAGE))
              .flatMap(page -> page.blocks().stream())
              .toList();
      assertThat(blocks).hasSizeGreaterThan(20);
      for (int i = 0; i < blocks.size(); i++) {
        boolean isShown = i + 1 < blocks.size() && blocks.get(i + 1).kind().equals("text");
        try {
          run(blocks.get(i), isShown ? blocks.get(i + 1).introduction() : "");
        } catch (AssertionError e) {
          // Later steps may be true all the same; all that is wrong is told at the end.
          wrong.add(String.valueOf(e.getMessage()));
        }
      }
      assertThat(wrong).isEmpty();
    } finally {
      for (Path added : policies().keySet()) {
        if (!before.containsKey(added)) {
          Files.delete(added);
        }
      }
      for (Map.Entry<Path, String> file : before.entrySet()) {
        Files.writeString(file.getKey(), file.getValue());
      }
      deleteCopy();
      awaitPolicy("operations-flights", "1");
      awaitPolicy("tutorial", "");
    }
  }

  private void deleteCopy() throws IOException {
    Path copy = demo.folder().resolve("policies.before");
    if (Files.exists(copy)) {
      try (Stream<Path> files = Files.walk(copy)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Map<Path, String> policies() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(demo.folder().resolve("policies"))) {
      for (Path file : found.toList()) {
        files.put(file, Files.readString(file));
      }
    }
    return files;
  }

  private void run(Block block, String behind) throws Exception {
    switch (block.kind()) {
      case "yaml" -> write(block);
      case "sql" -> output = ask(block.introduction().contains("`uma`") ? "uma" : "otto", block);
      case "sh" -> {
        boolean fails = FAILURE.matcher(block.introduction() + behind).find();
        for (List<String> words : ShellWords.commands(block.text())) {
          output = command(words, fails ? 1 : 0, block);
        }
      }
      case "text" ->
          assertThat(block.text().lines())
              .allSatisfy(line -> assertThat(output).as(block.place()).contains(line));
      default -> throw new AssertionError(block.place() + ": nothing runs " + block.kind());
    }
  }

  private void write(Block block) throws Exception {
    Matcher file = FILE.matcher(block.text());
    Matcher identity = IDENTITY.matcher(block.text());
    assertThat(file.lookingAt() && identity.find()).as(block.place()).isTrue();
    Files.writeString(demo.folder().resolve(file.group(1)), block.text());
    awaitPolicy(identity.group(1), identity.group(2));
  }

  private void awaitPolicy(String set, String version) throws Exception {
    String sql = "SELECT DISTINCT version FROM system.policies WHERE set_id = '" + set + "'";
    Instant end = Instant.now().plus(LONGEST);
    while (!rows("otto", sql).equals(version)) {
      assertThat(Instant.now()).as("%s %s is in force", set, version).isBefore(end);
      Thread.sleep(100);
    }
  }

  private String ask(String user, Block block) throws Exception {
    String rows = rows(user, block.text());
    assertThat(rows).as(block.place()).isNotEmpty();
    return rows;
  }

  private String rows(String user, String sql) throws SQLException, IOException {
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(demo.jdbcUrl(), user, demo.password(user));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" | ", row));
      }
    }
    return String.join("\n", rows);
  }

  private String command(List<String> words, int exit, Block block) throws Exception {
    Path text = Files.createTempFile("meshgate-tutorial", ".txt");
    try {
      Process process =
          builder(words)
              .directory(demo.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(text.toFile())
              .start();
      assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(text);
      assertThat(process.exitValue()).as("%s: %s", block.place(), said).isEqualTo(exit);
      return said;
    } finally {
      Files.delete(text);
    }
  }

  private ProcessBuilder builder(List<String> words) throws IOException {
    if (words.get(0).equals("cp")) {
      return new ProcessBuilder(words);
    }
    assertThat(words.get(0)).isEqualTo("./meshgate");
    List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
    if (List.of("query", "shell").contains(arguments.get(0))) {
      arguments.addAll(1, List.of("--port", Integer.toString(demo.port())));
    }
    return MeshgateProcess.of(arguments);
  }
}
