package io.meshgate.server.audit.verify;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.audit.key.Checkpoint;
import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.record.BadRecordException;
import io.meshgate.server.audit.record.Head;
import io.meshgate.server.audit.record.JsonValues;
import io.meshgate.server.audit.record.MerkleTree;
import io.meshgate.server.audit.record.TrailLines;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.TrailBreak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks a trail from its files alone: hashes, numbers, chain, trees and signatures. Stops at the
 * first thing that is wrong. Used once.
 */
public final class TrailVerifier {

  private static final String CHECKPOINT = "checkpoint";
  private static final int GROUP_LINES = 4096;
  private static final long GROUP_BYTES = 64L << 20;

  private final List<VerificationKey> keys;
  private final TreeMap<Long, SignedCheckpoint> published = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private MerkleTree tree = new MerkleTree();
  private Head head = Head.NONE;
  private long first;
  private long signed;
  private boolean endsSigned = true;
  private @Nullable Finding finding;

  /**
   * @param keys public keys by one of which each checkpoint must be signed; without any, signatures
   *     are not looked at
   * @param published checkpoints that were kept elsewhere
   */
  public TrailVerifier(List<VerificationKey> keys, List<SignedCheckpoint> published) {
    this.keys = ImmutableList.copyOf(keys);
    published.forEach(each -> this.published.put(each.checkpoint().head().seq(), each));
  }

  /**
   * Checks files.
   *
   * @param files the files of one trail, in order; the first may be missing, but none between them
   * @throws IOException if one cannot be read
   */
  public Verification verify(List<Path> files) throws IOException {
    for (int i = 0; i < files.size() && finding == null; i++) {
      if (i > 0 && !endsSigned && !keys.isEmpty()) {
        wrong(Finding.Kind.RECHAINED, signed + 1, "a file before the last does not end signed");
        break;
      }
      tree = new MerkleTree();
      readFile(files.subList(i, files.size()));
    }
    if (finding == null) {
      checkEnd();
    }
    return new Verification(Optional.ofNullable(finding), first, head.seq(), signed, notes);
  }

  private void readFile(List<Path> rest) throws IOException {
    Path file = rest.get(0);
    long lineNumber = 0;
    try (TrailLines lines = TrailLines.open(file)) {
      List<TrailLines.Line> group = group(lines);
      while (!group.isEmpty() && finding == null) {
        // Reading a line and hashing it is nearly all the work, and needs no other line.
        List<Parsed> parsed = group.parallelStream().map(Parsed::of).toList();
        for (int i = 0; i < parsed.size() && finding == null; i++) {
          lineNumber++;
          Place place = new Place(file, lineNumber);
          if (!group.get(i).ended() && rest.size() == 1) {
            notes.add(
                place + "the last line is half written; a gateway that starts here repairs it");
            return;
          }
          read(rest, place, parsed.get(i));
        }
        group = group(lines);
      }
    }
  }

  /** Where a line stands; made into a text only if something is said of it. */
  private record Place(Path file, long line) {
    @Override
    public String toString() {
      return file.getFileName() + ":" + line + ": ";
    }
  }

  private static List<TrailLines.Line> group(TrailLines lines) throws IOException {
    List<TrailLines.Line> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < GROUP_LINES && bytes < GROUP_BYTES) {
      Optional<TrailLines.Line> line = lines.next();
      if (line.isEmpty()) {
        break;
      }
      group.add(line.get());
      bytes += line.get().bytes().length;
    }
    return group;
  }

  /**
   * A line that was read by itself.
   *
   * @param record the record, if it is one
   * @param leafHash its hash in a tree; empty if it is none
   * @param flaw why it is none
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Parsed(Optional<TrailRecord> record, byte[] leafHash, String flaw) {
    static Parsed of(TrailLines.Line line) {
      try {
        TrailRecord record = TrailRecord.parse(line.bytes());
        return new Parsed(Optional.of(record), record.leafHash(), "");
      } catch (BadRecordException e) {
        return new Parsed(Optional.empty(), new byte[0], String.valueOf(e.getMessage()));
      }
    }
  }

  private void read(List<Path> rest, Place place, Parsed line) throws IOException {
    if (line.record().isEmpty()) {
      wrong(Finding.Kind.EDITED, head.seq() + 1, place + line.flaw());
      return;
    }
    TrailRecord record = line.record().get();
    if (first == 0) {
      begin(record, place);
    } else if (record.seq() != head.seq() + 1) {
      misplaced(rest, place, record);
    } else if (!record.prevHash().equals(head.hash())) {
      wrong(
          Finding.Kind.EDITED,
          head.seq(),
          place + "record " + record.seq() + " was written behind another record " + head.seq());
    }
    if (finding != null) {
      return;
    }
    if (record.type().equals(CHECKPOINT)) {
      checkpoint(record, place);
    }
    if (record.type().equals(TrailBreak.TYPE)) {
      notes.add(
          place
              + "an operator has gone on behind a damaged file, "
              + record.text("file").orElse("of no name"));
    }
    endsSigned = record.type().equals(CHECKPOINT);
    head = record.head();
    tree.add(line.leafHash());
    checkPublished(place);
  }

  private void begin(TrailRecord record, Place place) {
    first = record.seq();
    if (first != 1) {
      notes.add(place + "the trail begins at record " + first + "; those before are not here");
      head = new Head(first - 1, record.prevHash());
      signed = first - 1;
    } else if (!record.prevHash().equals(Head.NONE.hash())) {
      wrong(Finding.Kind.EDITED, 1, place + "the first record follows another");
    }
  }

  private void misplaced(List<Path> rest, Place place, TrailRecord record) throws IOException {
    long expected = head.seq() + 1;
    if (record.seq() < expected) {
      wrong(
          Finding.Kind.REORDERED,
          record.seq(),
          place + "record " + record.seq() + " stands here and before");
    } else if (standsLater(rest, expected)) {
      wrong(
          Finding.Kind.REORDERED,
          expected,
          place + "record " + record.seq() + " stands before record " + expected);
    } else {
      wrong(
          Finding.Kind.GAP,
          expected,
          place
              + (record.seq() == expected + 1
                  ? "the record is not there"
                  : "the records to " + (record.seq() - 1) + " are not there"));
    }
  }

  private static boolean standsLater(List<Path> files, long seq) throws IOException {
    for (Path file : files) {
      try (TrailLines lines = TrailLines.open(file)) {
        for (Optional<TrailLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
          if (isRecord(line.get().bytes(), seq)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isRecord(byte[] line, long seq) {
    try {
      return TrailRecord.parse(line).seq() == seq;
    } catch (BadRecordException e) {
      return false;
    }
  }

  private void checkpoint(TrailRecord record, Place place) {
    SignedCheckpoint found;
    try {
      found = SignedCheckpoint.of(record.members());
    } catch (IOException e) {
      wrong(Finding.Kind.EDITED, record.seq(), place + "the record is no checkpoint");
      return;
    }
    if (!keys.isEmpty() && !found.isSignedBy(keys)) {
      wrong(
          Finding.Kind.RECHAINED,
          signed + 1,
          place + "the checkpoint is not signed by a given key, but by '" + found.key() + "'");
      return;
    }
    Checkpoint checkpoint = found.checkpoint();
    boolean fits =
        checkpoint.head().equals(head)
            && checkpoint.size() == tree.size()
            && checkpoint.root().equals(HexFormat.of().formatHex(tree.root()));
    if (!fits) {
      wrong(
          Finding.Kind.RECHAINED,
          signed + 1,
          place + "the checkpoint of " + checkpoint.time() + " was signed over other records");
      return;
    }
    if (!keys.isEmpty()) {
      signed = head.seq();
    }
  }

  private void checkPublished(Place place) {
    SignedCheckpoint elsewhere = published.get(head.seq());
    if (elsewhere == null) {
      return;
    }
    if (!elsewhere.checkpoint().head().equals(head)) {
      wrong(
          Finding.Kind.RECHAINED,
          signed + 1,
          place
              + "the checkpoint that was published at "
              + elsewhere.checkpoint().time()
              + " is over other records");
    }
  }

  private void checkEnd() {
    if (!published.isEmpty() && published.lastKey() > head.seq()) {
      SignedCheckpoint last = published.lastEntry().getValue();
      wrong(
          Finding.Kind.TRUNCATED,
          head.seq() + 1,
          "the trail ends at record "
              + head.seq()
              + ", but at "
              + last.checkpoint().time()
              + " a checkpoint at record "
              + last.checkpoint().head().seq()
              + " was published");
    } else if (first != 0 && keys.isEmpty()) {
      notes.add("signatures were not checked; give a public key, or records can be made anew");
    } else if (first != 0 && signed < first) {
      wrong(Finding.Kind.RECHAINED, first, "no checkpoint signs these records");
    } else if (head.seq() > signed + 1) {
      notes.add(
          "the records from "
              + (signed + 1)
              + " are chained but not signed yet; only their chain was checked");
    }
  }

  private void wrong(Finding.Kind kind, long seq, String text) {
    if (finding == null) {
      finding = new Finding(kind, seq, text);
    }
  }

  /**
   * Reads published checkpoints.
   *
   * @param keys public keys by one of which each must be signed, unless there is none
   * @throws IOException if the file cannot be read, or holds anything else
   */
  public static List<SignedCheckpoint> published(Path file, List<VerificationKey> keys)
      throws IOException {
    List<SignedCheckpoint> checkpoints = new ArrayList<>();
    try (TrailLines lines = TrailLines.open(file)) {
      for (Optional<TrailLines.Line> line = lines.next();
          line.isPresent() && line.get().ended();
          line = lines.next()) {
        Map<String, Object> members = JsonValues.object(line.get().bytes());
        SignedCheckpoint checkpoint = SignedCheckpoint.of(members);
        if (!keys.isEmpty() && !checkpoint.isSignedBy(keys)) {
          throw new IOException(
              file
                  + " holds a checkpoint at record "
                  + checkpoint.checkpoint().head().seq()
                  + " that no given key has signed");
        }
        checkpoints.add(checkpoint);
      }
    }
    return checkpoints;
  }
}
