package io.meshgate.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT 'a''b', 1.5e-3 FROM t1                 | SELECT ?, ?-? FROM t1
          SELECT "it's", x2 FROM "2022"                 | SELECT "it's", x2 FROM "2022"
          WHERE a = DATE '2020-01-01' AND b > .5        | WHERE a = DATE ? AND b > ?
          SELECT 1 -- the secret is 'x'                 | SELECT ?
          SELECT /* card 4111 */ 2                      | SELECT ?
          SELECT 'never ends                            | SELECT ?
          SELECT 1 /* never ends 'x'                    | SELECT ?
          SELECT X'CAFE', 0x1F, 1_000                   | SELECT X?, ?, ?
          größe = 12 OR ключ = 'z'                      | größe = ? OR ключ = ?
          """)
  void leavesNoLiteral(String statement, String expected) {
    assertThat(StatementText.withoutLiterals(statement)).isEqualTo(expected);
  }

  @Test
  void staysOnOneLine() {
    assertThat(StatementText.withoutLiterals("SELECT\n\ta,\r\n b\nFROM t\n"))
        .isEqualTo("SELECT a, b FROM t");
  }
}
