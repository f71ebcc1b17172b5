package io.meshgate.server.cli.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.client.TableDescription;
import io.meshgate.server.cli.client.TableDescription.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCompleterTest {
  private static final List<TableDescription> TABLES =
      List.of(
          table("sales.orders", "lines", "id", "price", "Unit Price"),
          table("sales.orders", "headers", "id", "total"),
          table("crm.people", "Order", "name", "from"));

  private static TableDescription table(String schema, String name, String... columns) {
    return new TableDescription(
        "mesh",
        schema,
        name,
        "TABLE",
        List.of(columns).stream().map(column -> new Column(column, "BIGINT", true, "")).toList());
  }

  /** The bar is where the cursor is; a dash stands for no proposal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM |#sales. crm.",
        "SELECT * FROM sa|#sales.",
        "SELECT * FROM sales.|#sales.orders.",
        "SELECT * FROM sales.orders.|#sales.orders.lines sales.orders.headers",
        "SELECT * FROM crm.people.|#crm.people.\"Order\"",
        "SELECT * FROM \"sales.orders\".|#\"sales.orders\".lines \"sales.orders\".headers",
        "SELECT * FROM mesh.sa|#mesh.sales. mesh.\"sales.orders\".",
        "SELECT * FROM a, crm.|#crm.people.",
        "SELECT 1 FROM crm.people.\"Order\" JOIN s|#sales.",
        "SELECT l.| FROM sales.orders.lines l#l.id l.price l.\"Unit Price\"",
        "SELECT L.p| FROM sales.orders.lines AS l#L.price",
        "SELECT lines.p| FROM Sales.Orders.Lines#lines.price",
        "SELECT sales.orders.lines.p| FROM sales.orders.lines#sales.orders.lines.price",
        "SELECT l.\"U| FROM sales.orders.lines l#l.\"Unit Price\"",
        "SELECT o.f| FROM crm.people.\"Order\" o#o.\"from\"",
        "SELECT l.t| FROM sales.orders.lines l, sales.orders.headers h#-",
        "SELECT h.t| FROM sales.orders.lines l, sales.orders.headers h#h.total",
        "SELECT 1; SELECT h.| FROM sales.orders.headers h; SELECT 2#h.id h.total",
        "SELECT 'l.| FROM sales.orders.lines l#-",
        "SELECT 1 -- FROM |#-",
        "\\d sales.|#sales.orders.",
        "\\pset f|#format"
      })
  void proposesWhatFits(String text, String expected) {
    assertThat(proposals(text, Optional.empty()))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected.split(" (?=[^P])")));
  }

  @Test
  void proposesColumnsAliasesAndWordsInAnExpression() {
    assertThat(proposals("SELECT | FROM sales.orders.lines ln", Optional.empty()))
        .contains("price", "\"Unit Price\"", "ln", "COUNT", "CASE");
    assertThat(proposals("sel|", Optional.empty())).containsExactly("select");
    assertThat(proposals("SEL|", Optional.empty())).containsExactly("SELECT");
  }

  @Test
  void proposesTablesOfTheDefaultSchemaWithoutIt() {
    assertThat(proposals("SELECT * FROM l|", Optional.of("sales.orders"))).containsExactly("lines");
    assertThat(proposals("SELECT l.pr| FROM lines l", Optional.of("sales.orders")))
        .containsExactly("l.price");
    assertThat(proposals("SELECT * FROM l|", Optional.empty())).isEmpty();
  }

  /** What the completer proposes that begins like the word at the cursor. */
  private static List<String> proposals(String text, Optional<String> schema) {
    int cursor = text.indexOf('|');
    String line = text.replace("|", "");
    TypedLine typed = TypedLine.of(line, cursor);
    List<Candidate> candidates = new ArrayList<>();
    new SqlCompleter(
            () -> TABLES,
            () -> schema,
            words -> words.equals(List.of("\\d")) ? List.of() : List.of("format"))
        .complete(typed, candidates);
    ProposalMatcher matcher = new ProposalMatcher();
    matcher.compile(Map.of(), false, typed, true, 0, "");
    List<Candidate> matching = matcher.matches(candidates);
    return candidates.stream().filter(matching::contains).map(Candidate::value).toList();
  }
}
