package io.meshgate.server.audit.trail;

import io.meshgate.server.audit.key.Checkpoint;
import io.meshgate.server.audit.record.Head;
import io.meshgate.server.audit.record.MerkleTree;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.file.SecretFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a trail, the last of which is written to. What an append that failed has left is
 * taken back, so that a number is given once and none is left out. Used by one thread.
 */
final class TrailLog implements AutoCloseable {

  /** The type of records that hold a checkpoint. */
  static final String CHECKPOINT = "checkpoint";

  private final Path folder;
  private final TrailFile.Opener opener;
  private final Optional<TrailEnd.Torn> repaired;
  private Head head;
  private MerkleTree tree;
  private @Nullable TrailFile file;
  private @Nullable Instant started;
  private long length;
  private long sinceCheckpoint;
  private boolean broken;

  private TrailLog(Path folder, TrailFile.Opener opener, TrailEnd end) {
    this.folder = folder;
    this.opener = opener;
    this.repaired = end.torn();
    this.head = end.head();
    this.tree = end.tree();
    this.started = end.started().orElse(null);
    this.length = end.length();
    this.sinceCheckpoint = end.sinceCheckpoint();
  }

  /**
   * Opens the trail in a folder, which is made if it is missing, and cuts off what a crash has left
   * half written.
   *
   * @param expected where this process left it; empty if it has not written yet
   * @throws IOException if it cannot be opened, or was changed by another hand
   */
  static TrailLog open(Path folder, Optional<Head> expected, TrailFile.Opener opener)
      throws IOException {
    SecretFolder.make(folder);
    TrailEnd end = TrailEnd.read(folder);
    if (expected.isPresent() && !expected.get().equals(end.head())) {
      throw new IOException(
          "The audit trail in "
              + folder
              + " ends at record "
              + end.head().seq()
              + ", but this gateway has left it at record "
              + expected.get().seq()
              + ": another hand has changed it. Move its folder away, keep it, and start again");
    }
    TrailLog log = new TrailLog(folder, opener, end);
    if (!TrailFiles.in(folder).isEmpty()) {
      List<Path> files = TrailFiles.in(folder);
      TrailFile last = opener.open(files.get(files.size() - 1));
      log.file = last;
      try {
        if (end.torn().isPresent()) {
          last.truncate(end.length());
          last.force();
        }
      } catch (IOException e) {
        log.close();
        throw e;
      }
    }
    return log;
  }

  /** What was cut off when it was opened. */
  Optional<TrailEnd.Torn> repaired() {
    return repaired;
  }

  /** The last record. */
  Head head() {
    return head;
  }

  /** How many bytes the last file has. */
  long length() {
    return length;
  }

  /** When the last file was begun; empty if it has no record. */
  Optional<Instant> started() {
    return Optional.ofNullable(started);
  }

  /** How many records no checkpoint covers. */
  long sinceCheckpoint() {
    return sinceCheckpoint;
  }

  /**
   * Writes records, all or none.
   *
   * @param contents what they say, in order
   * @throws IOException if they cannot be written; the trail is as it was. If it cannot be brought
   *     back to that it is unusable, and has to be opened anew
   */
  void append(List<Map<String, Object>> contents, Instant time) throws IOException {
    List<TrailRecord> records = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Head last = head;
    for (Map<String, Object> content : contents) {
      TrailRecord next = TrailRecord.after(last, time, content);
      records.add(next);
      lines.write(next.line());
      lines.write('\n');
      last = next.head();
    }
    TrailFile target = opened();
    if (target.length() != length) {
      throw new IOException("Another hand has changed the last file of the trail in " + folder);
    }
    try {
      target.append(lines.toByteArray());
    } catch (IOException e) {
      takeBack(target, e);
      throw e;
    }
    committed(records, lines.size());
  }

  private void committed(List<TrailRecord> records, long bytes) {
    for (TrailRecord record : records) {
      if (started == null) {
        started = record.time();
      }
      tree.add(record.leafHash());
      sinceCheckpoint = record.type().equals(CHECKPOINT) ? 0 : sinceCheckpoint + 1;
      head = record.head();
    }
    length += bytes;
  }

  private void takeBack(TrailFile target, IOException failure) {
    try {
      target.truncate(length);
    } catch (IOException e) {
      failure.addSuppressed(e);
      broken = true;
    }
  }

  /** Whether it has to be opened anew before anything can be written. */
  boolean isBroken() {
    return broken;
  }

  /** Returns when everything that was appended survives a loss of power. */
  void force() throws IOException {
    if (file != null) {
      file.force();
    }
  }

  /** What can be signed now; there is at least one record in the last file. */
  Checkpoint checkpoint(String gateway, Instant time) {
    return new Checkpoint(
        gateway,
        head,
        time.toString(),
        head.seq() - tree.size() + 1,
        HexFormat.of().formatHex(tree.root()));
  }

  /** Ends the last file; the next record begins another. */
  void rotate() throws IOException {
    close();
    tree = new MerkleTree();
    started = null;
    length = 0;
  }

  private TrailFile opened() throws IOException {
    TrailFile open = file;
    if (open == null) {
      open = opener.open(TrailFiles.of(folder, head.seq() + 1));
      file = open;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    TrailFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
