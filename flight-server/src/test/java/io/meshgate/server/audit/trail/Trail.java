package io.meshgate.server.audit.trail;

import io.meshgate.server.audit.key.KeyFile;
import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.SigningKey;
import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.TrailSettings.CheckpointEvery;
import io.meshgate.server.audit.trail.TrailSettings.Fsync;
import io.meshgate.server.audit.trail.TrailSettings.Rotation;
import io.meshgate.server.audit.verify.TrailVerifier;
import io.meshgate.server.audit.verify.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trail in a folder, with its keys. */
public final class Trail {

  private final Path root;
  private TrailSettings settings;

  /** Makes keys in a folder. */
  public Trail(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    KeyFile.generate(KeyFile.Purpose.SIGNING, secret(), root.resolve("a.pub.pem"));
    this.settings =
        new TrailSettings(
            root.resolve("trail"),
            Fsync.ALWAYS,
            new CheckpointEvery(1_000_000, Duration.ofDays(1)),
            new Rotation(Long.MAX_VALUE, Duration.ofDays(1000)),
            Optional.of(root.resolve("elsewhere/published.jsonl")));
  }

  private Path secret() {
    return root.resolve("a.key.pem");
  }

  /** A checkpoint after so many records. */
  public Trail checkpointEvery(long records) {
    settings =
        new TrailSettings(
            settings.folder(),
            settings.fsync(),
            new CheckpointEvery(records, settings.checkpoint().time()),
            settings.rotation(),
            settings.publish());
    return this;
  }

  /** A file of so many bytes or such an age. */
  public Trail rotate(long bytes, Duration age) {
    settings =
        new TrailSettings(
            settings.folder(),
            settings.fsync(),
            settings.checkpoint(),
            new Rotation(bytes, age),
            settings.publish());
    return this;
  }

  /** Another policy of forcing. */
  public Trail fsync(Fsync fsync) {
    settings =
        new TrailSettings(
            settings.folder(),
            fsync,
            settings.checkpoint(),
            settings.rotation(),
            settings.publish());
    return this;
  }

  public TrailWriter open() throws IOException {
    return TrailWriter.open(settings, "test", SigningKey.read(secret()));
  }

  TrailWriter open(Clock clock, TrailFile.Opener opener) throws IOException {
    return TrailWriter.open(
        settings, "test", SigningKey.read(secret()), new TrailWriter.Source(clock, opener));
  }

  /** A trail of so many records, which is closed. */
  public void write(int records) throws Exception {
    try (TrailWriter writer = open()) {
      for (int i = 0; i < records; i++) {
        writer.write(content(i)).get();
      }
    }
  }

  public static Map<String, Object> content(int i) {
    return Map.of("type", "decision", "query", "q" + i, "user", "u" + i % 7);
  }

  public List<Path> files() throws IOException {
    return TrailFiles.in(settings.folder());
  }

  public Path folder() {
    return settings.folder();
  }

  public Path published() {
    return settings.publish().orElseThrow();
  }

  public SigningKey signingKey() throws IOException {
    return SigningKey.read(secret());
  }

  public List<VerificationKey> keys() throws IOException {
    return List.of(VerificationKey.read(root.resolve("a.pub.pem")));
  }

  /** All records, each of which must be good by itself. */
  public List<TrailRecord> records() throws Exception {
    List<TrailRecord> records = new ArrayList<>();
    for (String line : lines()) {
      records.add(TrailRecord.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  public List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files()) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  /** Checks it under its key. */
  public Verification verify() throws IOException {
    return new TrailVerifier(keys(), List.of()).verify(files());
  }

  /** Checks it under its key and against what was published. */
  public Verification verifyAgainstPublished() throws IOException {
    List<SignedCheckpoint> published = TrailVerifier.published(published(), keys());
    return new TrailVerifier(keys(), published).verify(files());
  }
}
