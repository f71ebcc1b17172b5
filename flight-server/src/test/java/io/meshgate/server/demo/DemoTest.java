package io.meshgate.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedDemo.Extension.class)
class DemoTest {
  private final StringWriter text = new StringWriter();

  @Test
  void answersEveryQuestionOfTheTour(SharedDemo shared) throws Exception {
    PrintWriter out = new PrintWriter(text);
    Demo demo = shared.demo();
    assertThat(demo.problems()).isEmpty();
    assertThat(demo.tour(out)).isEmpty();
    demo.printConnections(out);
    String printed = text.toString();
    // The figures were computed from the CSV files of the source with another program.
    assertThat(answer(printed, "Busiest airlines", "uma"))
        .contains("United Air Lines Inc.    58665            3.6")
        .doesNotContain("JetBlue");
    assertThat(answer(printed, "Busiest airlines", "otto"))
        .contains("JetBlue Airways             54635            9.5");
    assertThat(answer(printed, "Most flown aircraft", "otto"))
        .contains("N328AA       BOEING        767-223      393  939101");
    assertThat(answer(printed, "Most flown aircraft", "uma"))
        .contains("757-222      286  726276")
        .doesNotContainPattern("N\\d{2,}");
    assertThat(answer(printed, "Does fog matter?", "otto"))
        .containsPattern("1 fog +3975 +29\\.7 +355")
        .containsPattern("3 clear +316205 +11\\.9 +6733");
    assertThat(answer(printed, "Does fog matter?", "uma"))
        .containsPattern("1 fog +591 +18\\.8 +34");
    assertThat(answer(printed, "All four stores", "otto"))
        .containsPattern("JetBlue Airways +EMBRAER +Newark Liberty Intl +26 +58\\.6");
  }

  /** What a user was told in answer to a question. */
  private static String answer(String printed, String title, String user) {
    int question = printed.indexOf("== " + title);
    int start = printed.indexOf("  as " + user + ":", question);
    assertThat(question).as(title).isNotNegative();
    assertThat(start).as("%s as %s", title, user).isNotNegative();
    return printed.substring(start, printed.indexOf(System.lineSeparator().repeat(2), start));
  }
}
