package io.meshgate.server.audit.trail;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.Bytes;
import io.meshgate.server.audit.record.BadRecordException;
import io.meshgate.server.audit.record.Head;
import io.meshgate.server.audit.record.TrailLines;
import io.meshgate.server.audit.record.TrailRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first record of a file that goes on behind a damaged one: says which file that is and what
 * its bytes were. The damaged file stays as it is, so the damage can still be looked into and is
 * found by every verification of it.
 *
 * @param file the file that was begun
 * @param record the record in it
 */
public record TrailBreak(Path file, TrailRecord record) {

  /** The type of these records. */
  public static final String TYPE = "break";

  /**
   * Begins a file behind the last one of a folder, which is damaged. For an operator who has looked
   * at it: a gateway never does so by itself, since its trail would then hide that somebody should.
   *
   * @param time what the clock says
   * @throws IOException if a gateway writes there, the trail is not damaged or cannot be written
   */
  public static TrailBreak begin(Path folder, Instant time) throws IOException {
    try (TrailLock lock = TrailLock.take(folder)) {
      List<Path> files = TrailFiles.in(folder);
      if (files.isEmpty() || !isDamaged(folder)) {
        throw new IOException(
            "The trail in " + folder + " is not damaged at its end: a gateway can go on there");
      }
      Path damaged = files.get(files.size() - 1);
      Survey survey = Survey.of(damaged);
      Map<String, Object> content =
          ImmutableMap.<String, Object>builder()
              .put("v", 1)
              .put("type", TYPE)
              .put("gateway", survey.gateway())
              .put("file", String.valueOf(damaged.getFileName()))
              .put("bytes", Files.size(damaged))
              .put("digest", MoreFiles.asByteSource(damaged).hash(Hashing.sha256()).toString())
              .buildOrThrow();
      TrailRecord record = TrailRecord.after(survey.head(), time, content);
      Path begun = TrailFiles.of(folder, record.seq());
      try (TrailFile out = TrailFile.open(begun)) {
        out.append(Bytes.concat(record.line(), new byte[] {'\n'}));
        out.force();
      }
      return new TrailBreak(begun, record);
    }
  }

  private static boolean isDamaged(Path folder) throws IOException {
    try {
      TrailEnd.read(folder);
      return false;
    } catch (DamagedTrailException e) {
      return true;
    }
  }

  /**
   * What can still be read in a damaged file.
   *
   * @param head the record with the highest number; if none is left, one that is not there
   * @param gateway who wrote it; empty if no record is left
   */
  private record Survey(Head head, String gateway) {
    static Survey of(Path file) throws IOException {
      Survey survey = new Survey(new Head(TrailFiles.first(file), Head.NONE.hash()), "");
      try (TrailLines lines = TrailLines.open(file)) {
        for (Optional<TrailLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
          try {
            TrailRecord record = TrailRecord.parse(line.get().bytes());
            if (record.seq() > survey.head().seq()) {
              survey = new Survey(record.head(), record.text("gateway").orElse(""));
            }
          } catch (BadRecordException e) {
            // Part of the damage: the numbers go on behind what can be read.
          }
        }
      }
      return survey;
    }
  }
}
