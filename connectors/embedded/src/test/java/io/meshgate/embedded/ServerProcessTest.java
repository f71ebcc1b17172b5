package io.meshgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

  Path folder;

  @BeforeEach
  final void useFolder(@TempDir Path temporary) {
    folder = temporary;
  }

  @Test
  void namesTheMissingSharedLibrary() {
    // The loader's own words, as a program prints them when a library is missing.
    String loader =
        "mariadbd: error while loading shared libraries: libsystemd.so.0: cannot open shared object"
            + " file: No such file or directory";
    assertThatThrownBy(() -> start("echo '" + loader + "'; exit 127"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lacks the shared library libsystemd.so.0");
  }

  @Test
  void showsTheEndOfTheLogOfAServerThatDiesWhileStarting() {
    assertThatThrownBy(() -> start("echo out of luck; exit 3"))
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("out of luck");
  }

  @Test
  void killsTheServerWithItsChildren() throws IOException {
    Path child = folder.resolve("child");
    ServerProcess server =
        ServerProcess.start(
            "shell",
            List.of(
                "sh",
                "-c",
                "sleep 1000 & echo $! > "
                    + child
                    + ".part; mv "
                    + child
                    + ".part "
                    + child
                    + "; wait"),
            folder.resolve("log"),
            process -> Files.exists(child));
    long pid = Long.parseLong(Files.readString(child).strip());
    server.kill();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private void start(String script) {
    ServerProcess.start(
        "shell", List.of("sh", "-c", script), folder.resolve("log"), process -> false);
  }
}
