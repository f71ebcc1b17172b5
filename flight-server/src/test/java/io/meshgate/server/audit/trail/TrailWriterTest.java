package io.meshgate.server.audit.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.record.Digests;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.TrailSettings.Fsync;
import io.meshgate.server.audit.verify.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailWriterTest {

  private static final int THREADS = 32;
  private static final int EACH = 100;

  private final Path root;

  TrailWriterTest(@TempDir Path root) {
    this.root = root;
  }

  private static List<Long> numbers(List<TrailRecord> records) {
    return records.stream().map(TrailRecord::seq).toList();
  }

  private static List<String> types(List<TrailRecord> records) {
    return records.stream().map(TrailRecord::type).toList();
  }

  private static void isWhole(Trail trail) throws Exception {
    List<TrailRecord> records = trail.records();
    assertThat(numbers(records))
        .isEqualTo(LongStream.rangeClosed(1, records.size()).boxed().toList());
    Verification verification = trail.verifyAgainstPublished();
    assertThat(verification.finding()).isEmpty();
    assertThat(verification.last()).isEqualTo(records.size());
  }

  @ParameterizedTest
  @EnumSource(Fsync.class)
  void numbersRecordsOfManyThreadsWithoutHoles(Fsync fsync) throws Exception {
    Trail trail = new Trail(root).checkpointEvery(500).rotate(200_000, Duration.ofDays(1));
    trail.fsync(fsync);
    AtomicInteger forced = new AtomicInteger();
    try (TrailWriter writer =
        trail.open(
            Clock.systemUTC(),
            file -> new Watched(TrailFile.open(file), forced::incrementAndGet))) {
      writeAtTheSameTime(writer);
    }
    isWhole(trail);
    assertThat(trail.files()).hasSizeGreaterThan(3);
    List<Optional<String>> queries =
        trail.records().stream()
            .filter(record -> record.type().equals("decision"))
            .map(record -> record.text("query"))
            .toList();
    assertThat(queries).hasSize(2 * THREADS * EACH);
    assertThat(queries.stream().distinct()).hasSize(2 * THREADS * EACH);
    // Groups, not single records, are forced.
    assertThat(forced.get()).isLessThan(THREADS * EACH);
  }

  /** Each thread waits for its records, and notes as many for which it does not wait. */
  private static void writeAtTheSameTime(TrailWriter writer) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread * EACH;
        all.add(
            pool.submit(
                () -> {
                  for (int i = first; i < first + EACH; i++) {
                    writer.write(Trail.content(i)).get();
                    writer.note(Trail.content(100_000 + i));
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void goesOnAfterAnEndAndSignsIt() throws Exception {
    Trail trail = new Trail(root);
    trail.write(2);
    trail.write(1);
    assertThat(types(trail.records()))
        .containsExactly(
            List.of(
                    "start",
                    "checkpoint",
                    "decision",
                    "decision",
                    "stop",
                    "checkpoint",
                    "start",
                    "checkpoint",
                    "decision",
                    "stop",
                    "checkpoint")
                .toArray(String[]::new));
    isWhole(trail);
    assertThat(Files.readAllLines(trail.published())).hasSize(4);
  }

  @Test
  void repairsALineThatIsHalfWritten() throws Exception {
    Trail trail = new Trail(root);
    trail.write(3);
    String half = trail.lines().get(1).substring(0, 40);
    Files.writeString(trail.files().get(0), half, StandardOpenOption.APPEND);
    trail.write(1);
    isWhole(trail);
    TrailRecord repair =
        trail.records().stream()
            .filter(record -> record.type().equals("repair"))
            .findFirst()
            .orElseThrow();
    assertThat(repair.members())
        .containsEntry("bytes", 40L)
        .containsEntry("digest", Digests.hex(half));
  }

  @Test
  void repairsBlocksThatWereNeverFilled() throws Exception {
    Trail trail = new Trail(root);
    trail.write(3);
    Files.write(trail.files().get(0), new byte[5000], StandardOpenOption.APPEND);
    trail.write(1);
    isWhole(trail);
  }

  @Test
  void goesOnInAFileThatIsStillEmpty() throws Exception {
    Trail trail = new Trail(root);
    trail.write(3);
    long next = trail.records().size() + 1L;
    Files.createFile(TrailFiles.of(trail.folder(), next));
    trail.write(1);
    assertThat(trail.files()).hasSize(2);
    isWhole(trail);
  }

  @Test
  void doesNotGoOnBehindADamagedRecord() throws Exception {
    Trail trail = new Trail(root);
    trail.write(3);
    Path file = trail.files().get(0);
    Files.writeString(file, Files.readString(file).replace("\"q1\"", "\"q9\""));
    assertThatThrownBy(trail::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("behind record 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "{}\n",
        "no json\nno json\n",
        "\u0000\u0000\n\u0000",
        "{\"seq\":1,",
        "\u00e9\n"
      })
  void repairsAnyEndThatHoldsNoRecord(String garbled) throws Exception {
    Trail trail = new Trail(root);
    trail.write(3);
    long last = trail.records().size();
    Files.writeString(trail.files().get(0), garbled, StandardOpenOption.APPEND);
    trail.write(1);
    isWhole(trail);
    assertThat(trail.records().get((int) last).members())
        .containsEntry("type", "repair")
        .containsEntry("digest", Digests.hex(garbled));
  }

  @Test
  void leavesATrailToTheGatewayThatWritesIt() throws Exception {
    Trail trail = new Trail(root);
    try (TrailWriter writer = trail.open()) {
      assertThatThrownBy(trail::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another gateway");
      writer.write(Trail.content(1)).get();
    }
    trail.write(1);
    isWhole(trail);
  }

  @Test
  void beginsFilesBySizeAndKeepsTheChain() throws Exception {
    Trail trail = new Trail(root).rotate(4096, Duration.ofDays(1));
    trail.write(100);
    trail.write(10);
    assertThat(trail.files()).hasSizeGreaterThan(5);
    isWhole(trail);
  }

  @Test
  void beginsFilesByAgeAndBearsAClockThatGoesBackwards() throws Exception {
    Trail trail = new Trail(root).rotate(Long.MAX_VALUE, Duration.ofHours(24));
    SetClock clock = new SetClock("2026-11-23T08:00:00Z");
    try (TrailWriter writer = trail.open(clock, TrailFile::open)) {
      writer.write(Trail.content(1)).get();
      clock.set("2026-11-24T08:00:00Z");
      writer.write(Trail.content(2)).get();
      clock.set("2025-01-01T00:00:00Z");
      writer.write(Trail.content(3)).get();
      writer.write(Trail.content(4)).get();
    }
    assertThat(trail.files()).hasSize(2);
    isWhole(trail);
    assertThat(trail.records().get(trail.records().size() - 1).time())
        .isEqualTo(Instant.parse("2025-01-01T00:00:00Z"));
  }

  @Test
  void takesBackWhatAFullDiskHasCutAndSaysWhatIsMissing() throws Exception {
    Trail trail = new Trail(root);
    AtomicBoolean full = new AtomicBoolean();
    try (TrailWriter writer =
        trail.open(Clock.systemUTC(), file -> new Full(TrailFile.open(file), full))) {
      writer.write(Trail.content(1)).get();
      full.set(true);
      for (int i = 2; i < 5; i++) {
        int query = i;
        assertThatThrownBy(() -> writer.write(Trail.content(query)).get())
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseMessage("No space left on device");
      }
      writer.note(Trail.content(5));
      assertThat(writer.isFailing()).isTrue();
      full.set(false);
      writer.write(Trail.content(6)).get();
      assertThat(writer.isFailing()).isFalse();
      assertThat(writer.missing()).isEqualTo(3);
    }
    isWhole(trail);
    assertThat(trail.records().stream().map(record -> record.text("query").orElse(record.type())))
        .startsWith("start", "checkpoint", "q1", "gap", "q5", "q6");
    assertThat(trail.records().get(3).members())
        .containsEntry("decisions", 3L)
        .containsEntry("others", 0L);
  }

  @Test
  void opensAnewWhatItCouldNotTakeBack() throws Exception {
    Trail trail = new Trail(root);
    AtomicBoolean full = new AtomicBoolean();
    AtomicInteger opened = new AtomicInteger();
    try (TrailWriter writer =
        trail.open(
            Clock.systemUTC(),
            file -> {
              opened.incrementAndGet();
              return new Stuck(TrailFile.open(file), full);
            })) {
      writer.write(Trail.content(1)).get();
      full.set(true);
      assertThatThrownBy(() -> writer.write(Trail.content(2)).get())
          .isInstanceOf(ExecutionException.class);
      full.set(false);
      writer.note(Trail.content(3));
    }
    assertThat(opened.get()).isEqualTo(2);
    isWhole(trail);
    assertThat(types(trail.records())).contains("repair", "gap");
  }

  @Test
  void noticesAnotherHand() throws Exception {
    Trail trail = new Trail(root);
    try (TrailWriter writer = trail.open()) {
      writer.write(Trail.content(1)).get();
      Path file = trail.files().get(0);
      Files.write(file, new byte[] {'\n'}, StandardOpenOption.APPEND);
      assertThatThrownBy(() -> writer.write(Trail.content(2)).get())
          .rootCause()
          .hasMessageContaining("Another hand");
      Files.delete(file);
      assertThatThrownBy(() -> writer.write(Trail.content(3)).get())
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void publishesLaterWhatCannotBePublishedNow() throws Exception {
    Trail trail = new Trail(root).checkpointEvery(2);
    Files.writeString(root.resolve("elsewhere"), "in the way");
    try (TrailWriter writer = trail.open()) {
      writer.write(Trail.content(1)).get();
      writer.write(Trail.content(2)).get();
      Files.delete(root.resolve("elsewhere"));
      writer.write(Trail.content(3)).get();
    }
    isWhole(trail);
    assertThat(Files.readAllLines(trail.published(), StandardCharsets.UTF_8)).isNotEmpty();
  }

  @Test
  void refusesWhatComesAfterItsEnd() throws Exception {
    Trail trail = new Trail(root);
    TrailWriter writer = trail.open();
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.write(Trail.content(1)).get())
        .isInstanceOf(ExecutionException.class);
    isWhole(trail);
  }

  /** Tells the time that it was told. */
  private static final class SetClock extends Clock {
    private volatile Instant now;

    SetClock(String now) {
      this.now = Instant.parse(now);
    }

    void set(String later) {
      now = Instant.parse(later);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("Instants have no zone");
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Passes everything on. */
  private abstract static class Passing implements TrailFile {
    final TrailFile file;

    Passing(TrailFile file) {
      this.file = file;
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      file.append(bytes);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.truncate(length);
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Tells when it is forced. */
  private static final class Watched extends Passing {
    private final Runnable forced;

    Watched(TrailFile file, Runnable forced) {
      super(file);
      this.forced = forced;
    }

    @Override
    public void force() throws IOException {
      forced.run();
      super.force();
    }
  }

  /** Takes only the half of what is written while its disk is full. */
  private static class Full extends Passing {
    final AtomicBoolean full;

    Full(TrailFile file, AtomicBoolean full) {
      super(file);
      this.full = full;
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      if (full.get()) {
        super.append(java.util.Arrays.copyOf(bytes, bytes.length / 2));
        throw new IOException("No space left on device");
      }
      super.append(bytes);
    }
  }

  /** Gives nothing back either. */
  private static final class Stuck extends Full {
    Stuck(TrailFile file, AtomicBoolean full) {
      super(file, full);
    }

    @Override
    public void truncate(long length) throws IOException {
      if (full.get()) {
        throw new IOException("Input/output error");
      }
      super.truncate(length);
    }
  }
}
