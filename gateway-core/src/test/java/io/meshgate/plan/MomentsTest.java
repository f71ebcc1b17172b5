package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Moments in the SQL that sources and the residual engine get. */
class MomentsTest {

  private static final String FIRST = "TIMESTAMP '2020-02-29 03:44:58.304552'";
  private static final String SECOND = "TIMESTAMP '2021-02-28 10:04:37.000001'";

  private final PlanFixture fixture = new PlanFixture();

  private String plan(String condition) {
    return fixture.plan("anybody", "SELECT id FROM sales.orders.orders WHERE " + condition);
  }

  @Test
  void keepTheirMicrosecondsInLists() {
    assertThat(plan("CAST(ordered AS TIMESTAMP(6)) IN (" + FIRST + ", " + SECOND + ")"))
        .contains("03:44:58.304552", "10:04:37.000001");
  }

  @Test
  void keepTheirMicrosecondsInRanges() {
    assertThat(
            plan(
                "CAST(ordered AS TIMESTAMP(6)) BETWEEN "
                    + FIRST
                    + " AND "
                    + SECOND
                    + " OR CAST(ordered AS TIMESTAMP(6)) IS NULL"))
        .contains("03:44:58.304552", "10:04:37.000001");
  }
}
