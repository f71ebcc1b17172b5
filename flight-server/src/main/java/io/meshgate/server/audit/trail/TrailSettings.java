package io.meshgate.server.audit.trail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a trail is written.
 *
 * @param folder where its files are
 * @param fsync when records must survive a loss of power
 * @param checkpoint after how much a checkpoint is signed
 * @param rotation after how much a new file is begun
 * @param publish a file beside the trail to which checkpoints are written too
 */
public record TrailSettings(
    Path folder,
    Fsync fsync,
    CheckpointEvery checkpoint,
    Rotation rotation,
    Optional<Path> publish) {

  /** When records must survive a loss of power; a crash of the gateway they always survive. */
  public enum Fsync {
    /** Before anybody acts on them. */
    ALWAYS,
    /** Within a second. */
    SECOND,
    /** When the system sees fit. */
    NEVER
  }

  /**
   * When a checkpoint is due: as soon as one of the two is reached.
   *
   * @param records so many records are not covered yet
   * @param time so long some are not
   */
  public record CheckpointEvery(long records, Duration time) {
    public CheckpointEvery {
      Objects.requireNonNull(time, "time");
    }
  }

  /**
   * When a file ends: as soon as one of the two is reached.
   *
   * @param bytes it has so many bytes
   * @param age its first record is so old
   */
  public record Rotation(long bytes, Duration age) {
    public Rotation {
      Objects.requireNonNull(age, "age");
    }
  }

  public TrailSettings {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(fsync, "fsync");
    Objects.requireNonNull(checkpoint, "checkpoint");
    Objects.requireNonNull(rotation, "rotation");
    Objects.requireNonNull(publish, "publish");
  }
}
