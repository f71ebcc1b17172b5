package io.meshgate.server.audit.verify;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.record.BadRecordException;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.server.audit.record.JsonValues;
import io.meshgate.server.audit.record.MerklePath;
import io.meshgate.server.audit.record.TrailLines;
import io.meshgate.server.audit.record.TrailRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows that one record is in a trail, without any other record of it: the record, the path from it
 * to the root of a tree, and the signature under that root.
 *
 * @param record the record
 * @param path leads from it to the checkpoint's root
 * @param checkpoint says what the root was
 */
public record InclusionProof(TrailRecord record, MerklePath path, SignedCheckpoint checkpoint) {

  private static final String KIND = "meshgate-audit-proof-v1";

  public InclusionProof {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(checkpoint, "checkpoint");
  }

  /**
   * Makes the proof of one record. The trail is not verified.
   *
   * @param files the files of the trail, in order
   * @throws IOException if they cannot be read, or the record is not there or not signed yet
   */
  public static InclusionProof of(List<Path> files, long seq) throws IOException {
    for (Path file : files) {
      List<TrailRecord> records = records(file);
      if (!records.isEmpty()
          && records.get(0).seq() <= seq
          && seq <= records.get(records.size() - 1).seq()) {
        return among(records, seq);
      }
    }
    throw new IOException("There is no record " + seq + " in the trail");
  }

  private static InclusionProof among(List<TrailRecord> records, long seq) throws IOException {
    List<byte[]> leaves = new ArrayList<>();
    int index = (int) (seq - records.get(0).seq());
    for (int i = 0; i < records.size(); i++) {
      if (i > index && records.get(i).type().equals("checkpoint")) {
        return new InclusionProof(
            records.get(index),
            MerklePath.of(leaves, index),
            SignedCheckpoint.of(records.get(i).members()));
      }
      leaves.add(records.get(i).leafHash());
    }
    throw new IOException(
        "No checkpoint covers record "
            + seq
            + (records.get(index).type().equals("checkpoint")
                ? ", which is one itself and signed"
                : " yet"));
  }

  private static List<TrailRecord> records(Path file) throws IOException {
    List<TrailRecord> records = new ArrayList<>();
    try (TrailLines lines = TrailLines.open(file)) {
      for (Optional<TrailLines.Line> line = lines.next();
          line.isPresent() && line.get().ended();
          line = lines.next()) {
        records.add(TrailRecord.parse(line.get().bytes()));
      }
    } catch (BadRecordException e) {
      throw new IOException(file + " is damaged: " + e.getMessage() + "; verify the trail", e);
    }
    return records;
  }

  /** The proof as a JSON text. */
  public String text() {
    return new String(
            CanonicalJson.bytes(
                ImmutableMap.of(
                    "kind", KIND,
                    "record", record.members(),
                    "index", path.index(),
                    "size", path.size(),
                    "path", path.hashes(),
                    "checkpoint", checkpoint.members())),
            StandardCharsets.UTF_8)
        + "\n";
  }

  /**
   * Reads a proof.
   *
   * @throws IOException if the text is none
   */
  public static InclusionProof parse(String text) throws IOException {
    Map<String, Object> members = JsonValues.object(text.strip().getBytes(StandardCharsets.UTF_8));
    if (KIND.equals(members.get("kind"))
        && members.get("record") instanceof Map<?, ?> record
        && members.get("index") instanceof Long index
        && members.get("size") instanceof Long size
        && members.get("path") instanceof List<?> hashes
        && members.get("checkpoint") instanceof Map<?, ?> checkpoint) {
      try {
        return new InclusionProof(
            TrailRecord.parse(CanonicalJson.bytes(record)),
            new MerklePath(index, size, hashes.stream().map(String::valueOf).toList()),
            SignedCheckpoint.of(checkpoint));
      } catch (BadRecordException | IllegalArgumentException e) {
        throw new IOException("The proof's record or path is damaged: " + e.getMessage(), e);
      }
    }
    throw new IOException("This is no proof of a record; 'meshgate audit prove' makes one");
  }

  /**
   * What is wrong with the proof.
   *
   * @param keys public keys by one of which the checkpoint must be signed
   * @return empty if the record is in the trail
   */
  public Optional<String> flaw(List<VerificationKey> keys) {
    if (!checkpoint.isSignedBy(keys)) {
      return Optional.of("the checkpoint is not signed by a given key");
    }
    if (path.size() != checkpoint.checkpoint().size()
        || path.index() != record.seq() - checkpoint.checkpoint().first()) {
      return Optional.of("the path is to another record, or in another tree");
    }
    byte[] root;
    try {
      root = HexFormat.of().parseHex(checkpoint.checkpoint().root());
    } catch (IllegalArgumentException e) {
      return Optional.of("the checkpoint has no root");
    }
    return path.leads(record.leafHash(), root)
        ? Optional.empty()
        : Optional.of("the path does not lead to the root that was signed");
  }
}
