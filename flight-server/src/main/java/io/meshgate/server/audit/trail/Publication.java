package io.meshgate.server.audit.trail;

import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.record.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints to a second file, which should lie where the trail's writer cannot change it
 * later. A place that does not take one is tried again with the newest. Used by one thread.
 */
final class Publication {

  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Optional<Path> file;
  private @Nullable SignedCheckpoint pending;
  private long failed;

  Publication(Optional<Path> file) {
    this.file = file;
  }

  /** Publishes a checkpoint, now or as soon as it is possible. */
  void publish(SignedCheckpoint checkpoint) {
    if (file.isPresent()) {
      pending = checkpoint;
      attempt(checkpoint, file.get());
    }
  }

  /** Publishes what could not be published a while ago. */
  void retry() {
    SignedCheckpoint newest = pending;
    if (newest != null && file.isPresent() && System.nanoTime() - failed >= RETRY_NANOS) {
      attempt(newest, file.get());
    }
  }

  private void attempt(SignedCheckpoint newest, Path place) {
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.write(CanonicalJson.bytes(newest.members()));
      line.write('\n');
      Path parent = place.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (TrailFile open = TrailFile.open(place)) {
        open.append(line.toByteArray());
        open.force();
      }
      pending = null;
    } catch (IOException e) {
      failed = System.nanoTime();
      LOG.error(
          "The checkpoint at record {} could not be published to {}; it is tried again",
          newest.checkpoint().head().seq(),
          place,
          e);
    }
  }
}
