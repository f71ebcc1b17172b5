package io.meshgate.benchmarks;

import io.meshgate.server.GatewayProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A Python process that reads a query through pyarrow's Flight client whenever it is asked to, so
 * that its start is not measured. Whoever starts it closes it.
 */
final class PythonScan implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter questions;

  private PythonScan(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param python a Python that has pyarrow
   * @param folder where its script may be put
   */
  static PythonScan start(String python, GatewayProcess gateway, String sql, Path folder)
      throws IOException {
    Path script = folder.resolve("scan.py");
    try (InputStream text = PythonScan.class.getResourceAsStream("scan.py")) {
      Files.write(script, Objects.requireNonNull(text, "scan.py").readAllBytes());
    }
    String scheme = gateway.developmentCertificate().isPresent() ? "grpc+tls" : "grpc+tcp";
    Process process =
        new ProcessBuilder(
                python,
                script.toString(),
                scheme + "://localhost:" + gateway.port(),
                gateway.developmentCertificate().map(Path::toString).orElse("-"),
                ScanMesh.USER,
                ScanMesh.PASSWORD,
                sql)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new PythonScan(process);
  }

  /** Reads the whole result; how many rows it has. */
  long run() throws IOException {
    questions.write("\n");
    questions.flush();
    String rows = answers.readLine();
    if (rows == null) {
      throw new IOException("The Python client ended; what it said is above");
    }
    return Long.parseLong(rows);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
