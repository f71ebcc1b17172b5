package io.meshgate.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private final StringWriter text = new StringWriter();

  @Test
  void answersEveryQuestionOfTheTour(@TempDir Path root) throws Exception {
    PrintWriter out = new PrintWriter(text);
    try (Demo demo = Demo.start(root, 0, out)) {
      assertThat(demo.problems()).isEmpty();
      assertThat(demo.tour(out)).isEmpty();
      demo.printConnections(out);
    } finally {
      System.out.println(text);
    }
  }
}
