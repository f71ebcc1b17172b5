package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.tpch.suite.BenchmarkQuery;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishedAnswerTest {

  @Test
  void hasAnAnswerToEveryQueryButThatOverComments() {
    assertThat(
            BenchmarkQuery.all(1)
                .flatMap(query -> PublishedAnswer.of(query).stream())
                .map(PublishedAnswer::count))
        .containsExactly(
            4, 100, 10, 5, 5, 1, 4, 2, 175, 20, 1048, 2, 1, 1, 18_314, 1, 57, 1, 186, 100, 7);
  }

  @Test
  void takesTheAnswerInTheTypesOfTheResult() {
    PublishedAnswer answer = answer("q03");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<String> fields : answer.rows()) {
      rows.add(
          List.of(
              Long.valueOf(fields.get(0)),
              new BigDecimal(fields.get(1)),
              LocalDate.parse(fields.get(2)),
              0));
    }
    assertThat(answer.difference(rows)).isEmpty();
    rows.set(9, List.of(1L, BigDecimal.ONE, LocalDate.EPOCH, 0));
    assertThat(answer.difference(rows)).isPresent();
  }

  @Test
  void seesASumThatDiffersInItsLastDigit() {
    PublishedAnswer answer = answer("q06");
    assertThat(answer.difference(List.of(List.of(new BigDecimal("123141078.2283"))))).isEmpty();
    assertThat(answer.difference(List.of(List.of(new BigDecimal("123141078.2284"))))).isPresent();
  }

  @Test
  void takesAnAverageOfFewerDigitsButNotAnotherOne() {
    PublishedAnswer answer = answer("q17");
    assertThat(answer.difference(List.of(List.of(new BigDecimal("348406.054286"))))).isEmpty();
    assertThat(answer.difference(List.of(List.of(new BigDecimal("348406.06"))))).isPresent();
  }

  @Test
  void comparesAllButAddressesAndComments() {
    PublishedAnswer answer = answer("q15");
    BigDecimal total = new BigDecimal("1772627.2087");
    String name = "Supplier#000008449";
    String phone = "20-469-856-8873";
    assertThat(answer.difference(List.of(List.of(8449, name, "any", phone, total)))).isEmpty();
    assertThat(answer.difference(List.of(List.of(8449, name, "any", "other", total)))).isPresent();
  }

  @Test
  void missesRowsOfWhichItKnowsOnlyTheNumber() {
    PublishedAnswer answer = answer("q16");
    assertThat(answer.rows()).hasSize(20);
    assertThat(answer.difference(List.of()))
        .hasValueSatisfying(text -> assertThat(text).contains("18314"));
  }

  private static PublishedAnswer answer(String name) {
    return PublishedAnswer.of(BenchmarkQuery.read(name, 1)).orElseThrow();
  }
}
