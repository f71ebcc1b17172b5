package io.meshgate.server.config;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.Quantities;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.server.audit.AuditConfig;
import io.meshgate.server.audit.AuditConfig.OnFailure;
import io.meshgate.server.audit.trail.TrailSettings;
import io.meshgate.server.audit.trail.TrailSettings.CheckpointEvery;
import io.meshgate.server.audit.trail.TrailSettings.Fsync;
import io.meshgate.server.audit.trail.TrailSettings.Rotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the section {@code audit} of a configuration file; used once. */
public final class AuditReader {

  private static final long CHECKPOINT_RECORDS = 1000;
  private static final Duration CHECKPOINT_TIME = Duration.ofMinutes(1);
  private static final long ROTATION_BYTES = 256L << 20;
  private static final Duration ROTATION_AGE = Duration.ofDays(1);
  private static final long SMALLEST_FILE = 4096;

  private final Path folder;
  private final String gateway;
  private final List<Problem> problems;

  /**
   * @param folder the folder of the file, against which paths are resolved
   * @param gateway the gateway's name
   * @param problems where problems are added
   */
  public AuditReader(Path folder, String gateway, List<Problem> problems) {
    this.folder = folder;
    this.gateway = gateway;
    this.problems = problems;
  }

  /**
   * Reads the section.
   *
   * @param section empty if the file has none: there is a trail then too
   * @return empty if there is to be no trail
   */
  public Optional<AuditConfig> read(Optional<Mapping> section) {
    Fields fields = new Fields(section.orElse(Mapping.EMPTY), problems);
    boolean enabled = fields.bool("enabled").orElse(true);
    Path own = folder.resolve(".meshgate").resolve("audit");
    TrailSettings trail =
        new TrailSettings(
            path(fields, "folder").orElse(own.resolve(gateway)),
            fsync(fields),
            checkpoint(fields),
            rotation(fields),
            path(fields, "publish"));
    OnFailure onFailure =
        fields.bool("failClosed").orElse(true) ? OnFailure.REFUSE : OnFailure.GO_ON;
    AuditConfig.Signer signer =
        path(fields, "signingKey")
            .<AuditConfig.Signer>map(AuditConfig.GivenKey::new)
            .orElseGet(
                () ->
                    new AuditConfig.OwnKey(
                        own.resolve(gateway + ".key.pem"), own.resolve(gateway + ".pub.pem")));
    Optional<Path> statements = path(fields, "statements");
    fields.refuseOthers();
    return enabled
        ? Optional.of(new AuditConfig(trail, onFailure, signer, statements))
        : Optional.empty();
  }

  private Optional<Path> path(Fields fields, String key) {
    return fields.text(key).map(folder::resolve);
  }

  private Fsync fsync(Fields fields) {
    Optional<String> text = fields.text("fsync");
    Optional<Fsync> known =
        Arrays.stream(Fsync.values())
            .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text.orElse("always")))
            .findFirst();
    if (known.isEmpty()) {
      problem(fields, "fsync", "Expected one of always, second, never");
    }
    return known.orElse(Fsync.ALWAYS);
  }

  private CheckpointEvery checkpoint(Fields fields) {
    Optional<Fields> section = fields.fields("checkpoint");
    CheckpointEvery every =
        new CheckpointEvery(
            section
                .flatMap(known -> known.integer("records", 1, Integer.MAX_VALUE))
                .orElse(CHECKPOINT_RECORDS),
            section.flatMap(known -> duration(known, "every")).orElse(CHECKPOINT_TIME));
    section.ifPresent(Fields::refuseOthers);
    return every;
  }

  private Rotation rotation(Fields fields) {
    Optional<Fields> section = fields.fields("rotate");
    Rotation rotation =
        new Rotation(
            section.flatMap(known -> size(known, "size")).orElse(ROTATION_BYTES),
            section.flatMap(known -> duration(known, "age")).orElse(ROTATION_AGE));
    section.ifPresent(Fields::refuseOthers);
    return rotation;
  }

  private Optional<Duration> duration(Fields fields, String key) {
    Optional<String> text = fields.text(key);
    Optional<Duration> duration = text.flatMap(Quantities::duration);
    if (text.isPresent() && duration.isEmpty()) {
      problem(fields, key, "Expected a duration like PT1M or P1D");
    }
    return duration;
  }

  private Optional<Long> size(Fields fields, String key) {
    Optional<String> text = fields.text(key);
    Optional<Long> size = text.flatMap(Quantities::bytes).filter(bytes -> bytes >= SMALLEST_FILE);
    if (text.isPresent() && size.isEmpty()) {
      problem(fields, key, "Expected a size of 4KiB or more, like 256MiB");
    }
    return size;
  }

  private void problem(Fields fields, String key, String message) {
    problems.add(Problem.error(fields.mapping().find(key).orElse(fields.mapping()), message));
  }
}
