package io.meshgate.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.audit.StatementDecision;
import io.meshgate.audit.StatementDecision.Statement;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentTest {

  private static final Content CONTENT = new Content("test", Optional.empty());

  private static String record(
      Statement statement, Principal principal, Optional<ErrorCode> refusal) {
    StatementDecision decision =
        new StatementDecision(
            "q", QuerySession.of(principal), statement, List.of(), Map.of(), List.of(), refusal);
    return new String(CanonicalJson.bytes(CONTENT.decision(decision)), StandardCharsets.UTF_8);
  }

  /** Literals of every form, each of which holds {@code marker} if it is text. */
  private static String literal(Random random, String marker) {
    List<String> forms =
        List.of(
            "'" + marker + "'",
            "'it''s " + marker + "'",
            "'-- " + marker + " /*'",
            "'\"" + marker + "'",
            "N'" + marker + "'",
            "U&'" + marker + "'",
            "_UTF8'" + marker + "'",
            "X'77310" + random.nextInt(10) + "'",
            "DATE '7731-01-02'",
            "TIMESTAMP '7731-01-02 03:04:05.7731'",
            "INTERVAL '7731' DAY",
            "7731" + random.nextInt(1000),
            "-7731.7731",
            ".7731e7",
            "7731E-3",
            "0x7731",
            "'" + marker + "\n" + marker + "'");
    return forms.get(random.nextInt(forms.size()));
  }

  @Test
  void keepsNoLiteralOfAnyStatement() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String marker = "canary" + Integer.toString(random.nextInt(1 << 30), 36);
      StringBuilder sql = new StringBuilder("SELECT id");
      for (int part = 0; part <= random.nextInt(5); part++) {
        sql.append(random.nextBoolean() ? "," : " --" + marker + "\n,")
            .append(random.nextBoolean() ? "" : "/* " + marker + " */ ")
            .append("f(")
            .append(literal(random, marker))
            .append(random.nextBoolean() ? ") AS \"name\"" : ")");
      }
      sql.append(" FROM t WHERE a=").append(literal(random, marker));
      Optional<ErrorCode> refusal =
          random.nextBoolean() ? Optional.empty() : Optional.of(ErrorCode.NOT_FOUND);
      String record =
          record(
              new Statement(sql.toString(), Arrays.asList(marker, null)),
              Principal.of("u"),
              refusal);
      String text = record.replaceAll("\"[a-zA-Z]*Digest\":\"[0-9a-f]*\"", "");
      assertThat(text).as("seed %s: %s", seed, sql).doesNotContain("canary").doesNotContain("7731");
      assertThat(text).contains("SELECT id").contains("FROM t WHERE a=");
    }
  }

  @Test
  void keepsNoTextThatIsNoSqlAndNoQuotedNameThatMayBeAValue() {
    Statement statement = new Statement("SELECT \"secret@example.org\" FROM t", List.of());
    Principal anybody = Principal.of("u");
    assertThat(record(statement, anybody, Optional.of(ErrorCode.SYNTAX_ERROR)))
        .doesNotContain("secret")
        .doesNotContain("\"sql\"");
    assertThat(record(statement, anybody, Optional.of(ErrorCode.NOT_FOUND)))
        .doesNotContain("secret")
        .contains("SELECT \\\"?\\\" FROM t");
    assertThat(record(statement, anybody, Optional.empty())).contains("secret");
  }

  @Test
  void knowsPrincipalsApartByGroupsAndAttributes() {
    Statement statement = new Statement("SELECT 1", List.of());
    Principal eve =
        new Principal(
            "eve",
            Set.of("a", "b"),
            Map.of("since", LocalDate.of(2024, 5, 1), "level", 3L),
            Optional.of("reporting"));
    String record = record(statement, eve, Optional.empty());
    // SHA-256 of {"attributes":{"level":"3","since":"2024-05-01"},"groups":["a","b"]}
    assertThat(record)
        .contains(
            "\"principalDigest\":\"865bf9fadb17daecc6b550bcb25618e8e8fe3f2e21802bd6b2731091f51454bd\"")
        .contains("\"purpose\":\"reporting\"")
        .doesNotContain("2024-05-01");
  }
}
