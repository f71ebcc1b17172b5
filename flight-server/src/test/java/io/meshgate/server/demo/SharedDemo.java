package io.meshgate.server.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The running demo, shared by all classes of a test run since it starts two servers and loads them.
 * Tests ask it and change nothing.
 */
public final class SharedDemo implements AutoCloseable {

  /** Hands the demo to tests as a parameter. */
  public static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
      return parameter.getParameter().getType() == SharedDemo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
      return extension
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(SharedDemo.class);
    }
  }

  private final Path folder;
  private final Demo demo;

  SharedDemo() throws Exception {
    folder = Files.createTempDirectory("meshgate-demo");
    demo = Demo.start(folder, 0, new PrintWriter(new StringWriter()));
  }

  /** The demo itself. */
  Demo demo() {
    return demo;
  }

  /** The folder in which its configuration is. */
  public Path folder() {
    return folder;
  }

  /** The port on which its gateway listens. */
  public int port() {
    return demo.port();
  }

  /** JDBC address of its gateway, without user and password. */
  public String jdbcUrl() {
    return demo.jdbcUrl();
  }

  /** The password of {@code uma} or {@code otto}. */
  public String password(String user) throws IOException {
    return Files.readString(folder.resolve("secrets").resolve(user)).strip();
  }

  @Override
  public void close() throws IOException {
    demo.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
