package io.meshgate.server.audit.trail;

import io.meshgate.server.audit.record.BadRecordException;
import io.meshgate.server.audit.record.Digests;
import io.meshgate.server.audit.record.Head;
import io.meshgate.server.audit.record.MerkleTree;
import io.meshgate.server.audit.record.TrailLines;
import io.meshgate.server.audit.record.TrailRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a trail ends, so that it can go on: after a crash the last line may be half written.
 * Only what nobody was told to be on record is cut; anything else that is wrong is told.
 */
final class TrailEnd {

  private final MerkleTree tree = new MerkleTree();
  private final ByteArrayOutputStream torn = new ByteArrayOutputStream();
  private Head head = Head.NONE;
  private @Nullable Instant started;
  private long length;
  private long sinceCheckpoint;

  private TrailEnd() {}

  /**
   * What of the end of a file is not a record.
   *
   * @param bytes how many bytes were cut
   * @param digest their SHA-256 in hexadecimal
   */
  record Torn(long bytes, String digest) {}

  /**
   * Reads the end of the trail in a folder.
   *
   * @throws IOException if it cannot be read, or has been changed by another hand
   */
  static TrailEnd read(Path folder) throws IOException {
    List<Path> files = TrailFiles.in(folder);
    TrailEnd end = new TrailEnd();
    if (files.isEmpty()) {
      return end;
    }
    Path last = files.get(files.size() - 1);
    end.readFile(last);
    if (end.tree.size() == 0 && files.size() > 1) {
      // Made, but nothing was written to it yet: the file before holds the end of the chain.
      TrailEnd before = new TrailEnd();
      before.readFile(files.get(files.size() - 2));
      end.head = before.head;
    }
    return end;
  }

  private void readFile(Path file) throws IOException {
    try (TrailLines lines = TrailLines.open(file)) {
      for (Optional<TrailLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        read(file, line.get());
      }
    }
  }

  private void read(Path file, TrailLines.Line line) throws IOException {
    Optional<TrailRecord> record = line.ended() ? parse(line.bytes()) : Optional.empty();
    if (record.isEmpty()) {
      torn.write(line.bytes());
      if (line.ended()) {
        torn.write('\n');
      }
      return;
    }
    boolean follows =
        tree.size() == 0
            || (record.get().seq() == head.seq() + 1
                && record.get().prevHash().equals(head.hash()));
    if (torn.size() > 0 || !follows) {
      throw new DamagedTrailException(
          "The audit trail is damaged in "
              + file
              + " behind record "
              + head.seq()
              + "; 'meshgate audit verify' tells more. When you know why, 'meshgate audit continue "
              + file.getParent()
              + "' lets the gateway go on in a new file, and keeps this one");
    }
    if (tree.size() == 0) {
      started = record.get().time();
    }
    head = record.get().head();
    tree.add(record.get().leafHash());
    length = line.offset() + line.bytes().length + 1;
    sinceCheckpoint = record.get().type().equals(TrailLog.CHECKPOINT) ? 0 : sinceCheckpoint + 1;
  }

  private static Optional<TrailRecord> parse(byte[] line) {
    try {
      return Optional.of(TrailRecord.parse(line));
    } catch (BadRecordException e) {
      // Half written, or changed: which of the two, the lines behind it tell.
      return Optional.empty();
    }
  }

  /** The last record. */
  Head head() {
    return head;
  }

  /** The tree over the last file. */
  MerkleTree tree() {
    return tree;
  }

  /** When the last file was begun; empty if it has no record. */
  Optional<Instant> started() {
    return Optional.ofNullable(started);
  }

  /** How many bytes of the last file are records. */
  long length() {
    return length;
  }

  /** How many records came after the last checkpoint of the last file. */
  long sinceCheckpoint() {
    return sinceCheckpoint;
  }

  /** What stands behind the last record. */
  Optional<Torn> torn() {
    return torn.size() == 0
        ? Optional.empty()
        : Optional.of(new Torn(torn.size(), Digests.hex(torn.toByteArray())));
  }
}
