package io.meshgate.server.audit.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scan takes, the slow way takes too, and says the same of it. */
class RecordScanTest {

  private static final String FRAME =
      "\"hash\":\"ab\",\"prevHash\":\"cd\",\"seq\":7,\"time\":\"t\",\"type\":\"x\"";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isCanonical(byte[] line) {
    try {
      return Arrays.equals(CanonicalJson.bytes(JsonValues.object(line)), line);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether it was taken; if so, what it says is what the slow way says. */
  private static boolean takes(byte[] line) throws IOException {
    Optional<RecordScan> scan = RecordScan.of(line);
    if (scan.isEmpty()) {
      return false;
    }
    String text = new String(line, StandardCharsets.UTF_8);
    assertThat(isCanonical(line)).as(text).isTrue();
    Map<String, Object> members = JsonValues.object(line);
    assertThat(
            List.<Object>of(
                scan.get().seq(),
                scan.get().hash(),
                scan.get().prevHash(),
                scan.get().time(),
                scan.get().type()))
        .as(text)
        .isEqualTo(
            List.of(
                members.get("seq"),
                members.get("hash"),
                members.get("prevHash"),
                members.get("time"),
                members.get("type")));
    Map<String, Object> without = new TreeMap<>(members);
    without.remove("hash");
    assertThat(scan.get().digestWithoutHash())
        .as(text)
        .isEqualTo(Digests.sha256(CanonicalJson.bytes(without)));
    return true;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{%s}",
        "{\"a\":[],\"b\":{},%s}",
        "{\"a\":[1,-1,0,\"x\",[true,false],{\"hash\":\"no\",\"seq\":\"no\"}],%s}",
        "{\"a\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f/'\u007f\",%s}",
        "{\"\":999999999999999,%s,\"typf\":1,\"typg\":1,\"z\":{\"a\":1,\"aa\":2,\"b\":3}}"
      })
  void takesWhatIsCanonical(String form) throws IOException {
    assertThat(takes(bytes(form.formatted(FRAME)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ %s}",
        "{%s} ",
        "{%s}{}",
        "[{%s}]",
        "{%s,}",
        "{\"a\":01,%s}",
        "{\"a\":-0,%s}",
        "{\"a\":1.0,%s}",
        "{\"a\":1e3,%s}",
        "{\"a\":9007199254740993,%s}",
        "{\"a\":null,%s}",
        "{\"a\":truE,%s}",
        "{\"a\":[1,],%s}",
        "{\"a\":[1 ,2],%s}",
        "{\"b\":1,\"a\":1,%s}",
        "{\"a\":1,\"a\":1,%s}",
        "{\"a\":{\"b\":1,\"a\":2},%s}",
        "{\"a\":\"\\/\",%s}",
        "{\"a\":\"\\u0041\",%s}",
        "{\"a\":\"\\u000a\",%s}",
        "{\"a\":\"\\u001F\",%s}",
        "{\"a\":\"\u0001\",%s}",
        "{\"a\":\"x,%s}",
        "{\"hash\":\"again\",%s}",
        "{%s,\"u\":\"\\"
      })
  void doesNotTakeWhatIsNot(String form) throws IOException {
    byte[] line = bytes(form.formatted(FRAME));
    assertThat(isCanonical(line)).isFalse();
    assertThat(takes(line)).isFalse();
  }

  @Test
  void leavesOthersToTheSlowWay() throws Exception {
    TrailRecord record =
        TrailRecord.after(
            Head.NONE,
            Instant.parse("2026-11-23T08:00:00Z"),
            Map.of("type", "decision", "user", "J\u00f6rg \ud83d\ude00"));
    assertThat(takes(record.line())).isFalse();
    TrailRecord read = TrailRecord.parse(record.line());
    assertThat(read.members()).isEqualTo(record.members());
    assertThat(read.head()).isEqualTo(record.head());
    assertThat(read.time()).isEqualTo(record.time());
  }

  @Test
  void agreesWithTheSlowWayOnLinesThatWereChanged() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good =
        TrailRecord.after(
                Head.NONE,
                Instant.parse("2026-11-23T08:00:00Z"),
                Map.of(
                    "type",
                    "decision",
                    "sql",
                    "SELECT \"a\\b\" FROM t\n",
                    "n",
                    12,
                    "tables",
                    List.of(Map.of("read", List.of("a", "b"), "ok", true))))
            .line();
    assertThat(takes(good)).isTrue();
    byte[] pieces = bytes("{}[]\",:\\u0019abtfn-. \u00e9");
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bad[random.nextInt(bad.length)] = pieces[random.nextInt(pieces.length)];
      }
      taken += takes(bad) ? 1 : 0;
    }
    assertThat(taken).as("seed %s", seed).isBetween(1, 19_999);
  }
}
