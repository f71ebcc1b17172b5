package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Python blocks compile. The Python tests run them, with the libraries that they import. */
final class PythonCheck implements BlockCheck {
  private static final String COMPILE =
      "import sys; compile(sys.stdin.read(), 'the block', 'exec')";

  @Override
  public void check(Block block) throws Exception {
    Process python = python();
    try (var in = python.getOutputStream()) {
      in.write(block.text().getBytes(StandardCharsets.UTF_8));
    }
    String complaint = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as("%s", complaint).isZero();
  }

  private static Process python() {
    try {
      return new ProcessBuilder("python3", "-c", COMPILE).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("This machine has no python3: " + e.getMessage());
    }
  }
}
