package io.meshgate.server.audit.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.record.Digests;
import io.meshgate.server.audit.verify.Finding;
import io.meshgate.server.audit.verify.TrailVerifier;
import io.meshgate.server.audit.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailBreakTest {

  private final Path root;

  TrailBreakTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void goesOnBehindADamagedFileOnlyWhenAnOperatorSaysSo() throws Exception {
    Trail trail = new Trail(root).checkpointEvery(2);
    trail.write(6);
    Path damaged = trail.files().get(0);
    long last = trail.records().size();
    byte[] bytes = Files.readString(damaged).replace("\"q3\"", "\"q8\"").getBytes(UTF_8);
    Files.write(damaged, bytes);
    Finding before = trail.verify().finding().orElseThrow();
    assertThatThrownBy(trail::open).hasMessageContaining("meshgate audit continue");
    TrailBreak begun = TrailBreak.begin(trail.folder(), Instant.parse("2026-11-23T08:00:00Z"));
    assertThat(begun.record().seq()).isEqualTo(last + 1);
    assertThat(begun.record().members())
        .containsEntry("type", "break")
        .containsEntry("gateway", "test")
        .containsEntry("file", String.valueOf(damaged.getFileName()))
        .containsEntry("bytes", (long) bytes.length)
        .containsEntry("digest", Digests.hex(bytes));
    trail.write(3);
    assertThat(Files.readAllBytes(damaged)).isEqualTo(bytes);
    assertThat(trail.verify().finding()).contains(before);
    Verification behind =
        new TrailVerifier(trail.keys(), List.of()).verify(trail.files().subList(1, 2));
    assertThat(behind.finding()).isEmpty();
    assertThat(behind.first()).isEqualTo(last + 1);
    assertThat(behind.notes()).anyMatch(note -> note.contains("damaged file"));
    assertThatThrownBy(() -> TrailBreak.begin(trail.folder(), Instant.EPOCH))
        .hasMessageContaining("not damaged");
  }

  @Test
  void goesOnBehindAFileOfWhichNothingCanBeRead() throws Exception {
    Trail trail = new Trail(root).rotate(1, Duration.ofDays(1));
    trail.write(3);
    List<Path> files = trail.files();
    Path damaged = files.get(files.size() - 1);
    long first = TrailFiles.first(damaged);
    String line = Files.readAllLines(files.get(0)).get(0);
    Files.writeString(damaged, "garbled\n" + line + "\n");
    assertThatThrownBy(trail::open).hasMessageContaining("behind record 0");
    TrailBreak begun = TrailBreak.begin(trail.folder(), Instant.EPOCH);
    assertThat(begun.record().seq()).isEqualTo(first + 1);
    assertThat(begun.file()).isNotEqualTo(damaged);
  }
}
