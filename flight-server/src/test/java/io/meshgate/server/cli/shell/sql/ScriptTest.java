package io.meshgate.server.cli.shell.sql;

import static io.meshgate.server.cli.shell.sql.Script.Kind.META_COMMAND;
import static io.meshgate.server.cli.shell.sql.Script.Kind.STATEMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.shell.sql.Script.Piece;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

  @Test
  void cutsStatementsAtSemicolonsAndTellsTheirLines() {
    Script script = Script.of("SELECT 1;\n\n  SELECT\n2 ; SELECT 3;");
    assertThat(script.pieces())
        .containsExactly(
            new Piece(STATEMENT, "SELECT 1", 1),
            new Piece(STATEMENT, "SELECT\n2", 3),
            new Piece(STATEMENT, "SELECT 3", 4));
    assertThat(script.isComplete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT 'it''s;'",
        "SELECT \"a;b\"",
        "SELECT \"a\"\";b\"",
        "SELECT 1 -- ; not yet\n",
        "SELECT /* ; \n ; */ 1",
        "SELECT '\\'"
      })
  void leavesSemicolonsInQuotesAndCommentsAlone(String statement) {
    assertThat(Script.of(statement).pieces()).isEmpty();
    assertThat(Script.of(statement).isComplete()).isFalse();
    assertThat(Script.of(statement + ";").pieces())
        .containsExactly(new Piece(STATEMENT, statement.strip(), 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'a;\n", "SELECT \"a;\n", "SELECT /* a;\n"})
  void knowsThatAQuoteOrCommentIsOpen(String text) {
    assertThat(Script.of(text).open()).isTrue();
    assertThat(Script.of(text).isComplete()).isFalse();
  }

  @Test
  void takesCommandsOutOfTheStatementAroundThem() {
    Script script = Script.of("SELECT 1,\n\\d lines; x\n2;\n\\q");
    assertThat(script.pieces())
        .containsExactly(
            new Piece(META_COMMAND, "\\d lines; x", 2),
            new Piece(STATEMENT, "SELECT 1,\n\n2", 1),
            new Piece(META_COMMAND, "\\q", 4));
  }

  @Test
  void takesNoBackslashInAQuoteForACommand() {
    assertThat(Script.of("SELECT '\n\\d\n';").pieces())
        .containsExactly(new Piece(STATEMENT, "SELECT '\n\\d\n'", 1));
  }

  @Test
  void saysNothingOfBlanksCommentsAndEmptyStatements() {
    assertThat(Script.of(" ;\n-- x\n; /* y */ ;").pieces()).isEmpty();
    assertThat(Script.of("-- only a remark\n").isComplete()).isTrue();
  }

  /** Whatever is typed: tokens lose nothing, and nothing is thrown. */
  @Test
  void losesNoCharacterOfAnyText() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "ab1.;'\"-/*\\\n _$ü\ud83d\ude00,";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      StringBuilder joined = new StringBuilder();
      SqlToken.of(text.toString()).forEach(token -> joined.append(token.text()));
      assertThat(joined.toString()).as("seed %d", seed).isEqualTo(text.toString());
      assertThat(Script.of(text.toString()).restLine()).as("seed %d", seed).isPositive();
    }
  }
}
