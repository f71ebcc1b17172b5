package io.meshgate.server.audit.record;

import com.google.common.base.Suppliers;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One record of a trail: a line of canonical JSON whose {@code hash} is the SHA-256 of the same
 * object without it, and whose {@code prevHash} is the hash of the record before. Immutable.
 */
public final class TrailRecord {

  private static final String SEQ = "seq";
  private static final String TIME = "time";
  private static final String TYPE = "type";
  private static final String PREV_HASH = "prevHash";
  private static final String HASH = "hash";
  private static final String INCOMPLETE = "the line lacks what every record has";
  private static final String WRONG_HASH = "the hash is not that of the content";

  private final byte[] line;
  private final Head head;
  private final String prevHash;
  private final String type;
  private final Instant time;
  private final Supplier<Map<String, Object>> members;

  private TrailRecord(byte[] line, Head head, Frame frame, Supplier<Map<String, Object>> members) {
    this.line = line;
    this.head = head;
    this.prevHash = frame.prevHash();
    this.type = frame.type();
    this.time = frame.time();
    this.members = members;
  }

  /** What every record has beside its number and hash. */
  private record Frame(String prevHash, String type, Instant time) {}

  /**
   * The record that follows another.
   *
   * @param before where the trail ends
   * @param time when it is written
   * @param content what it says; {@code type} is among it
   */
  public static TrailRecord after(Head before, Instant time, Map<String, ?> content) {
    Map<String, Object> members = new HashMap<>(content);
    members.put(SEQ, before.seq() + 1);
    members.put(TIME, time.toString());
    members.put(PREV_HASH, before.hash());
    String hash = Digests.hex(CanonicalJson.bytes(members));
    members.put(HASH, hash);
    return new TrailRecord(
        CanonicalJson.bytes(members),
        new Head(before.seq() + 1, hash),
        new Frame(before.hash(), String.valueOf(members.get(TYPE)), time),
        () -> Collections.unmodifiableMap(members));
  }

  /**
   * Reads a line, and checks that it is a record, in canonical form, under its own hash.
   *
   * @throws BadRecordException if it is not
   */
  public static TrailRecord parse(byte[] line) throws BadRecordException {
    Optional<RecordScan> scan = RecordScan.of(line);
    return scan.isPresent() ? scanned(line.clone(), scan.get()) : parsed(line.clone());
  }

  private static TrailRecord scanned(byte[] line, RecordScan scan) throws BadRecordException {
    Frame frame = new Frame(scan.prevHash(), scan.type(), instant(scan.time()));
    if (!HexFormat.of().formatHex(scan.digestWithoutHash()).equals(scan.hash())) {
      throw new BadRecordException(WRONG_HASH);
    }
    return new TrailRecord(
        line, new Head(scan.seq(), scan.hash()), frame, Suppliers.memoize(() -> members(line)));
  }

  private static Map<String, Object> members(byte[] line) {
    try {
      return Collections.unmodifiableMap(JsonValues.object(line));
    } catch (IOException e) {
      throw new UncheckedIOException("A line that is JSON cannot be read", e);
    }
  }

  private static TrailRecord parsed(byte[] line) throws BadRecordException {
    Map<String, Object> members;
    try {
      members = JsonValues.object(line);
    } catch (IOException e) {
      throw new BadRecordException("the line is no JSON of a record", e);
    }
    if (!(members.get(SEQ) instanceof Long seq)
        || !(members.get(HASH) instanceof String hash)
        || !(members.get(PREV_HASH) instanceof String prevHash)
        || !(members.get(TYPE) instanceof String type)
        || !(members.get(TIME) instanceof String time)) {
      throw new BadRecordException(INCOMPLETE);
    }
    Frame frame = new Frame(prevHash, type, instant(time));
    try {
      if (!Arrays.equals(CanonicalJson.bytes(members), line)) {
        throw new BadRecordException("the line is not in canonical form");
      }
      if (!hashWithout(line, hash).equals(hash)) {
        throw new BadRecordException(WRONG_HASH);
      }
    } catch (IllegalArgumentException e) {
      throw new BadRecordException("the line has a value that no record has", e);
    }
    return new TrailRecord(
        line, new Head(seq, hash), frame, () -> Collections.unmodifiableMap(members));
  }

  // The canonical form without a member is the canonical form with the member cut out; others
  // always follow it. A second place of this very text would be a hash that contains itself.
  private static String hashWithout(byte[] line, String hash) throws BadRecordException {
    byte[] member = ("\"hash\":\"" + hash + "\",").getBytes(StandardCharsets.UTF_8);
    int start = Bytes.indexOf(line, member);
    if (start < 0) {
      throw new BadRecordException(INCOMPLETE);
    }
    byte[] before = Arrays.copyOfRange(line, 0, start);
    byte[] behind = Arrays.copyOfRange(line, start + member.length, line.length);
    return HexFormat.of().formatHex(Digests.sha256(before, behind));
  }

  private static Instant instant(String time) throws BadRecordException {
    try {
      return Instant.parse(time);
    } catch (DateTimeException e) {
      throw new BadRecordException(INCOMPLETE, e);
    }
  }

  /** Number and hash: what the next record follows. */
  public Head head() {
    return head;
  }

  /** The number, from 1. */
  public long seq() {
    return head.seq();
  }

  /** The hash of the record before. */
  public String prevHash() {
    return prevHash;
  }

  /** What kind of record it is, for example {@code decision}. */
  public String type() {
    return type;
  }

  /** When it was written, by the gateway's clock. */
  public Instant time() {
    return time;
  }

  /** All members, as {@link JsonValues} reads them; not to be changed. */
  public Map<String, Object> members() {
    return members.get();
  }

  /** The text of a member, if it is there and is one. */
  public Optional<String> text(String name) {
    return members().get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The line without its end. */
  public byte[] line() {
    return line.clone();
  }

  /** The hash of the line as a leaf of a tree. */
  public byte[] leafHash() {
    return MerkleTree.leafHash(line);
  }
}
