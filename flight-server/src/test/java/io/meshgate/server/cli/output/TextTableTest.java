package io.meshgate.server.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.output.TextTable.Column;
import io.meshgate.server.cli.output.TextTable.Side;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<Column> COLUMNS =
      List.of(new Column("text", Side.LEFT), new Column("number", Side.RIGHT));

  private final StringWriter out = new StringWriter();

  private TextTable table(List<Column> columns, int width) {
    return new TextTable(
        columns, new TextStyle(OptionalInt.of(width), "NULL", TextStyle.Emphasis.NONE), out);
  }

  private static List<Optional<String>> row(String... cells) {
    return List.of(cells).stream().map(Optional::of).toList();
  }

  @Test
  void cutsTextsButNoNumbers() throws IOException {
    TextTable table = table(COLUMNS, 20);
    table.add(row("a text that is long", "1234567"));
    table.finish();
    assertThat(out.toString())
        .isEqualTo(
            """
            text          number
            -----------  -------
            a text tha…  1234567
            """);
    assertThat(table.isCut()).isTrue();
  }

  @Test
  void leavesOutColumnsThatFindNoPlace() throws IOException {
    List<Column> columns =
        List.of(
            new Column("one", Side.RIGHT),
            new Column("two", Side.RIGHT),
            new Column("three", Side.RIGHT));
    TextTable table = table(columns, 20);
    table.add(row("11111111", "22222222", "33333333"));
    table.finish();
    assertThat(out.toString())
        .isEqualTo(
            """
                 one  …
            --------  …
            11111111  …
            """);
    assertThat(table.isCut()).isTrue();
  }

  @Test
  void cutsNoLaterNumberThatIsWiderThanTheFirstOnes() throws IOException {
    TextTable table = table(COLUMNS, 20);
    for (int i = 0; i < 1_000; i++) {
      table.add(row("a", "1"));
    }
    table.add(row("a", "12345678901"));
    table.finish();
    assertThat(out.toString().lines().skip(1_002)).containsExactly("a     12345678901");
    assertThat(table.isCut()).isFalse();
  }

  @Test
  void cutsNothingThatFits() throws IOException {
    TextTable table = table(COLUMNS, 20);
    table.add(row("short", "12"));
    table.finish();
    assertThat(table.isCut()).isFalse();
  }

  @Test
  void alignsBehindWideLetters() throws IOException {
    TextTable table = table(COLUMNS, 40);
    table.add(row("日本", "1"));
    table.add(row("abcd", "2"));
    table.finish();
    assertThat(out.toString().lines().skip(2)).containsExactly("日本       1", "abcd       2");
  }

  @Test
  void tellsNullFromATextThatReadsTheSame() throws IOException {
    TextTable table =
        new TextTable(
            List.of(new Column("a", Side.LEFT)),
            new TextStyle(OptionalInt.empty(), "NULL", TextStyle.Emphasis.ANSI),
            out);
    table.add(List.of(Optional.empty()));
    table.add(row("NULL"));
    table.finish();
    assertThat(out.toString().lines().skip(2)).containsExactly("\u001b[2mNULL\u001b[0m", "NULL");
  }
}
