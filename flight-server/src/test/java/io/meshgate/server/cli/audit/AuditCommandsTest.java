package io.meshgate.server.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.audit.key.StatementRecipient;
import io.meshgate.server.audit.trail.Trail;
import io.meshgate.server.audit.trail.TrailWriter;
import io.meshgate.server.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {

  private final Path root;

  AuditCommandsTest(@TempDir Path root) {
    this.root = root;
  }

  private Trail trail() throws Exception {
    Trail trail = new Trail(root);
    CommandRun keys = run("audit", "keygen", "--for", "statements", root.resolve("s").toString());
    assertThat(keys.code()).as(keys.err()).isZero();
    StatementRecipient recipient = StatementRecipient.read(root.resolve("s.pub.pem"));
    try (TrailWriter writer = trail.open()) {
      writer.write(decision("q1", "uma", Map.of("table", "sales.orders.headers"))).get();
      Map<String, Object> second =
          new HashMap<>(decision("q2", "otto", Map.of("table", "hr.pay.amounts")));
      second.put("effect", "refused");
      second.put("error", "NOT_FOUND");
      second.put(
          "statement",
          recipient.seal("q2", "{\"parameters\":[\"7\"],\"sql\":\"SELECT 'secret', ?\"}"));
      writer.write(second).get();
      writer
          .write(
              Map.of("type", "end", "query", "q1", "user", "uma", "state", "FINISHED", "rows", 12))
          .get();
      writer.write(Map.of("type", "login", "user", "uma", "error", "UNAUTHENTICATED")).get();
    }
    return trail;
  }

  private static Map<String, Object> decision(
      String query, String user, Map<String, Object> table) {
    return Map.of(
        "type",
        "decision",
        "query",
        query,
        "user",
        user,
        "effect",
        "allowed",
        "sql",
        "SELECT ?, ?",
        "tables",
        List.of(table));
  }

  private static CommandRun run(String... arguments) throws IOException {
    return CommandRun.of(arguments);
  }

  private String key() {
    return root.resolve("a.pub.pem").toString();
  }

  @Test
  void saysWhetherATrailIsWhole() throws Exception {
    Trail trail = trail();
    String folder = trail.folder().toString();
    CommandRun good =
        run(
            "audit",
            "verify",
            "--public-key",
            key(),
            "--checkpoints",
            trail.published().toString(),
            folder);
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out())
        .contains("Records 1 to 8 are as they were written, and signed to record 7");
    Path file = trail.files().get(0);
    Files.writeString(file, Files.readString(file).replace("\"otto\"", "\"ott0\""));
    CommandRun bad = run("audit", "verify", "--public-key", key(), folder);
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains("record 4: edited: trail-000000000001.jsonl:4: ");
  }

  @Test
  void findsWhatIsAskedFor() throws Exception {
    String folder = trail().folder().toString();
    assertThat(run("audit", "query", "--format", "csv", folder).out().lines().skip(1))
        .hasSize(3)
        .anyMatch(line -> line.contains("q1,uma,,sales.orders.headers,allowed,FINISHED,,12,"))
        .anyMatch(line -> line.contains("q2,otto,,hr.pay.amounts,refused,,NOT_FOUND,,"))
        .anyMatch(line -> line.contains("login"));
    assertThat(rows("--user", "uma", folder)).isEqualTo(2);
    assertThat(rows("--product", "HR.pay", folder)).isEqualTo(1);
    assertThat(rows("--product", "hr.pay.amounts", folder)).isEqualTo(1);
    assertThat(rows("--product", "hr.pa", folder)).isZero();
    assertThat(rows("--code", "not_found", folder)).isEqualTo(1);
    assertThat(rows("--since", "2020-01-01", "--until", "2020-01-02T00:00:00Z", folder)).isZero();
    assertThat(rows("--since", "2020-01-01", folder)).isEqualTo(3);
    assertThat(run("audit", "query", "--since", "yesterday", folder).code()).isEqualTo(2);
    assertThat(run("audit", "query", "--user", "uma", "--records", folder).out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{") && line.contains("\"hash\""));
  }

  private long rows(String... arguments) throws IOException {
    String[] all = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    all[0] = "audit";
    all[1] = "query";
    all[2] = "--format";
    all[3] = "jsonl";
    return run(all).out().lines().count();
  }

  @Test
  void decryptsStatementsForTheirOwner() throws Exception {
    String folder = trail().folder().toString();
    String secret = root.resolve("s.key.pem").toString();
    assertThat(run("audit", "query", "--format", "jsonl", folder).out()).doesNotContain("secret");
    CommandRun opened =
        run("audit", "query", "--user", "otto", "--key", secret, "--format", "jsonl", folder);
    assertThat(opened.out())
        .contains("\"statement\":\"SELECT 'secret', ?\"")
        .contains("\"parameters\":\"[\\\"7\\\"]\"");
    CommandRun wrong = run("audit", "query", "--key", root.resolve("a.key.pem").toString(), folder);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("X25519");
  }

  @Test
  void provesARecordToSomebodyWithoutTheTrail() throws Exception {
    Trail trail = trail();
    String proof = root.resolve("proof.json").toString();
    CommandRun made =
        run("audit", "prove", "--seq", "3", "--out", proof, trail.folder().toString());
    assertThat(made.code()).as(made.err()).isZero();
    Files.delete(trail.files().get(0));
    CommandRun good = run("audit", "verify", "--proof", proof, "--public-key", key());
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out()).contains("Record 3 is in the trail of test");
    run("audit", "keygen", "--for", "signing", root.resolve("other").toString());
    CommandRun bad =
        run(
            "audit",
            "verify",
            "--proof",
            proof,
            "--public-key",
            root.resolve("other.pub.pem").toString());
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains("not signed by a given key");
    assertThat(run("audit", "verify", "--proof", proof).code()).isEqualTo(2);
    assertThat(run("audit", "verify").code()).isEqualTo(2);
    assertThat(run("audit", "verify", root.resolve("nowhere").toString()).err())
        .contains("There is no file or folder");
  }

  @Test
  void neverReplacesAKey() throws Exception {
    trail();
    CommandRun again = run("audit", "keygen", "--for", "signing", root.resolve("s").toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
  }

  @Test
  void goesOnBehindADamagedFile() throws Exception {
    Trail trail = trail();
    String folder = trail.folder().toString();
    CommandRun whole = run("audit", "continue", folder);
    assertThat(whole.code()).isEqualTo(1);
    assertThat(whole.err()).contains("not damaged");
    Path file = trail.files().get(0);
    Files.writeString(file, Files.readString(file).replace("\"q1\"", "\"q7\""));
    CommandRun begun = run("audit", "continue", folder);
    assertThat(begun.code()).as(begun.err()).isZero();
    assertThat(begun.out()).contains(trail.files().get(1).getFileName().toString());
    trail.open().close();
    CommandRun verified = run("audit", "verify", "--public-key", key(), folder);
    assertThat(verified.code()).isEqualTo(1);
    assertThat(verified.out()).contains("edited");
    assertThat(run("audit", "continue", folder + "/none").code()).isEqualTo(2);
  }
}
