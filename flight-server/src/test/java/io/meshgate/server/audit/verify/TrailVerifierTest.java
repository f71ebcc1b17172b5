package io.meshgate.server.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.key.Checkpoint;
import io.meshgate.server.audit.key.KeyFile;
import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.SigningKey;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.server.audit.record.Head;
import io.meshgate.server.audit.record.MerkleTree;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.Trail;
import io.meshgate.server.audit.trail.TrailSettings.Fsync;
import io.meshgate.server.audit.trail.TrailWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a trail is found, at the first record to which it was done. */
class TrailVerifierTest {

  private static final int RECORDS = 30;
  private static final int EVERY = 10;

  private final Path root;
  private final Trail trail;

  TrailVerifierTest(@TempDir Path root) throws Exception {
    this.root = root;
    trail = new Trail(root).checkpointEvery(EVERY);
    trail.write(RECORDS);
  }

  private Path file() throws IOException {
    return trail.files().get(0);
  }

  private void replace(List<String> lines) throws IOException {
    Files.writeString(file(), String.join("\n", lines) + "\n");
  }

  private Finding finding() throws IOException {
    return trail.verify().finding().orElseThrow(() -> new AssertionError("Nothing was found"));
  }

  private void finds(Finding.Kind kind, long seq) throws IOException {
    Finding finding = finding();
    assertThat(finding.kind()).as("%s", finding).isEqualTo(kind);
    assertThat(finding.seq()).as("%s", finding).isEqualTo(seq);
  }

  @Test
  void findsNothingInWhatWasWritten() throws Exception {
    Verification verification = trail.verifyAgainstPublished();
    assertThat(verification.finding()).isEmpty();
    assertThat(verification.notes()).isEmpty();
    assertThat(verification.signed()).isEqualTo(verification.last() - 1);
  }

  @Test
  void findsAnyByteThatIsFlipped() throws Exception {
    byte[] good = Files.readAllBytes(file());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      byte[] bad = good.clone();
      int position = random.nextInt(good.length);
      bad[position] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), bad);
      long line = 1;
      for (int b = 0; b < position; b++) {
        line += good[b] == '\n' ? 1 : 0;
      }
      Verification verification = trail.verifyAgainstPublished();
      if (position == good.length - 1) {
        // The end of the last line: what is lost is a record that is half written.
        assertThat(verification.finding().isPresent() || !verification.notes().isEmpty()).isTrue();
      } else {
        assertThat(verification.finding()).as("byte %s, seed %s", position, seed).isPresent();
        assertThat(verification.finding().get().seq())
            .as("byte %s, seed %s", position, seed)
            .isEqualTo(line);
      }
    }
  }

  @Test
  void findsARecordThatIsDropped() throws Exception {
    List<String> lines = trail.lines();
    lines.remove(16);
    replace(lines);
    finds(Finding.Kind.GAP, 17);
  }

  @Test
  void findsRecordsThatAreSwapped() throws Exception {
    List<String> lines = trail.lines();
    Collections.swap(lines, 4, 5);
    replace(lines);
    finds(Finding.Kind.REORDERED, 5);
  }

  @Test
  void findsARecordThatStandsTwice() throws Exception {
    List<String> lines = trail.lines();
    lines.add(9, lines.get(7));
    replace(lines);
    finds(Finding.Kind.REORDERED, 8);
  }

  @Test
  void findsThatTheEndIsMissingByWhatWasPublished() throws Exception {
    List<String> lines = trail.lines();
    int cut = lines.size() - 15;
    replace(lines.subList(0, cut));
    assertThat(trail.verify().finding()).isEmpty();
    Finding finding = trail.verifyAgainstPublished().finding().orElseThrow();
    assertThat(finding.kind()).isEqualTo(Finding.Kind.TRUNCATED);
    assertThat(finding.seq()).isEqualTo(cut + 1);
  }

  @Test
  void findsARecordWhoseHashWasMadeAnew() throws Exception {
    List<TrailRecord> records = trail.records();
    List<String> lines = trail.lines();
    lines.set(7, line(changed(records, 7)));
    replace(lines);
    finds(Finding.Kind.EDITED, 8);
  }

  private static String line(TrailRecord record) {
    return new String(record.line(), StandardCharsets.UTF_8);
  }

  /** Another record in the place of one. */
  private static TrailRecord changed(List<TrailRecord> records, int index) {
    TrailRecord before = records.get(index - 1);
    return again(before.head(), records.get(index), Map.of("user", "somebody else"));
  }

  private static TrailRecord again(Head head, TrailRecord record, Map<String, Object> changes) {
    Map<String, Object> content = new HashMap<>(record.members());
    content.remove("hash");
    content.putAll(changes);
    return TrailRecord.after(head, record.time(), content);
  }

  /** All records from one on, chained anew; checkpoints are made by {@code signer}. */
  private List<String> rechained(int from, Signer signer) throws Exception {
    List<TrailRecord> records = trail.records();
    List<String> lines = new ArrayList<>(trail.lines().subList(0, from));
    MerkleTree tree = new MerkleTree();
    records.subList(0, from).forEach(record -> tree.add(record.leafHash()));
    Head head = records.get(from - 1).head();
    for (int i = from; i < records.size(); i++) {
      Map<String, Object> changes =
          i == from ? Map.of("user", "somebody else") : Map.<String, Object>of();
      if (records.get(i).type().equals("checkpoint")) {
        changes = signer.sign(head, tree, records.get(i));
      }
      TrailRecord next = again(head, records.get(i), changes);
      lines.add(line(next));
      tree.add(next.leafHash());
      head = next.head();
    }
    return lines;
  }

  /** The first record that the last checkpoint before a place does not sign. */
  private long unsignedBefore(int index) throws Exception {
    List<TrailRecord> before = trail.records().subList(0, index);
    return before.stream()
        .filter(record -> record.type().equals("checkpoint"))
        .mapToLong(TrailRecord::seq)
        .max()
        .orElseThrow();
  }

  private interface Signer {
    Map<String, Object> sign(Head head, MerkleTree tree, TrailRecord record) throws Exception;
  }

  @Test
  void findsAChainThatWasMadeAnewUnderTheOldSignatures() throws Exception {
    long unsigned = unsignedBefore(14);
    replace(rechained(14, (head, tree, record) -> Map.of()));
    finds(Finding.Kind.RECHAINED, unsigned);
    assertThat(new TrailVerifier(List.of(), List.of()).verify(trail.files()).finding()).isPresent();
  }

  private void replaceChainSignedWith(SigningKey key) throws Exception {
    replace(
        rechained(
            14,
            (head, tree, record) ->
                SignedCheckpoint.sign(
                        new Checkpoint(
                            "test",
                            head,
                            record.time().toString(),
                            1,
                            HexFormat.of().formatHex(tree.root())),
                        key)
                    .members()));
  }

  @Test
  void findsAChainThatWasMadeAnewUnderAnotherKey() throws Exception {
    Path other = root.resolve("other.key.pem");
    KeyFile.generate(KeyFile.Purpose.SIGNING, other, root.resolve("other.pub.pem"));
    SigningKey key = SigningKey.read(other);
    long unsigned = unsignedBefore(14);
    replaceChainSignedWith(key);
    finds(Finding.Kind.RECHAINED, unsigned);
    Finding published = trail.verifyAgainstPublished().finding().orElseThrow();
    assertThat(published.seq()).isEqualTo(unsigned);
    // Who gives no key learns that nothing was checked.
    Verification unkeyed = new TrailVerifier(List.of(), List.of()).verify(trail.files());
    assertThat(unkeyed.finding()).isEmpty();
    assertThat(unkeyed.notes()).anyMatch(note -> note.contains("signatures were not checked"));
  }

  /**
   * Who has the key can make a chain that is good in itself. What was published stays as it was.
   */
  @Test
  void findsAChainThatWasMadeAnewUnderTheSameKeyByWhatWasPublished() throws Exception {
    SigningKey key = trail.signingKey();
    long unsigned = unsignedBefore(14);
    replaceChainSignedWith(key);
    assertThat(trail.verify().finding()).isEmpty();
    Finding finding = trail.verifyAgainstPublished().finding().orElseThrow();
    assertThat(finding.kind()).isEqualTo(Finding.Kind.RECHAINED);
    assertThat(finding.seq()).isEqualTo(unsigned);
  }

  @Test
  void findsAChainThatWasMadeAnewWithoutCheckpoints() throws Exception {
    List<String> lines = new ArrayList<>();
    Head head = Head.NONE;
    for (TrailRecord record : trail.records()) {
      if (!record.type().equals("checkpoint")) {
        TrailRecord next = again(head, record, Map.of());
        lines.add(line(next));
        head = next.head();
      }
    }
    replace(lines);
    finds(Finding.Kind.RECHAINED, 1);
  }

  @Test
  void findsAFileThatIsMissingOrDoesNotEndSigned() throws Exception {
    Trail rotated = new Trail(root.resolve("second")).rotate(4096, Duration.ofDays(1));
    rotated.write(100);
    List<Path> files = rotated.files();
    List<Path> without = new ArrayList<>(files);
    without.remove(1);
    long first = rotated.records().get(Files.readAllLines(files.get(0)).size()).seq();
    Finding gap =
        new TrailVerifier(rotated.keys(), List.of()).verify(without).finding().orElseThrow();
    assertThat(gap.kind()).isEqualTo(Finding.Kind.GAP);
    assertThat(gap.seq()).isEqualTo(first);
    // The first files may be archived elsewhere.
    Verification rest =
        new TrailVerifier(rotated.keys(), List.of()).verify(files.subList(1, files.size()));
    assertThat(rest.finding()).isEmpty();
    assertThat(rest.first()).isEqualTo(first);
    assertThat(rest.notes()).anyMatch(note -> note.contains("not here"));
  }

  @Test
  void doesNotTrustPublishedCheckpointsOfAnotherKey() throws Exception {
    Path other = root.resolve("other.key.pem");
    KeyFile.generate(KeyFile.Purpose.SIGNING, other, root.resolve("other.pub.pem"));
    SignedCheckpoint forged =
        SignedCheckpoint.sign(
            new Checkpoint("test", new Head(5, "00"), "2026-01-01T00:00:00Z", 1, "00"),
            SigningKey.read(other));
    Files.write(trail.published(), CanonicalJson.bytes(forged.members()));
    Files.writeString(trail.published(), "\n", java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(trail::verifyAgainstPublished)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no given key has signed");
  }

  @Test
  void provesSingleRecords() throws Exception {
    List<TrailRecord> records = trail.records();
    for (TrailRecord record : records.subList(0, records.size() - 1)) {
      InclusionProof proof = InclusionProof.of(trail.files(), record.seq());
      InclusionProof read = InclusionProof.parse(proof.text());
      assertThat(read.record().line()).isEqualTo(record.line());
      assertThat(read.flaw(trail.keys())).isEmpty();
      assertThat(read.flaw(List.of())).isPresent();
    }
    assertThatThrownBy(() -> InclusionProof.of(trail.files(), 99))
        .hasMessageContaining("no record");
    assertThatThrownBy(() -> InclusionProof.of(trail.files(), records.size()))
        .hasMessageContaining("one itself");
  }

  @Test
  void provesNoOtherRecord() throws Exception {
    InclusionProof proof = InclusionProof.of(trail.files(), 8);
    InclusionProof other =
        new InclusionProof(changed(trail.records(), 7), proof.path(), proof.checkpoint());
    assertThat(other.flaw(trail.keys())).isPresent();
    InclusionProof moved =
        new InclusionProof(trail.records().get(6), proof.path(), proof.checkpoint());
    assertThat(moved.flaw(trail.keys())).isPresent();
    assertThatThrownBy(() -> InclusionProof.parse(proof.text().replace("\"u", "\"w")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> InclusionProof.parse("{}")).isInstanceOf(IOException.class);
  }

  /** With {@code -Dmeshgate.audit.records=1000000} for a measurement. */
  @Test
  void verifiesLongTrails() throws Exception {
    int records = Integer.getInteger("meshgate.audit.records", 20_000);
    Trail longer = new Trail(root.resolve("long")).checkpointEvery(1000).fsync(Fsync.NEVER);
    longer.rotate(64 << 20, Duration.ofDays(1));
    Map<String, Object> table =
        Map.of(
            "table", "sales.orders.headers",
            "contract", "sales-orders",
            "contractVersion", "1.4.0",
            "effect", "allowed",
            "rules", List.of("sales-orders/analyst-read", "sales-orders/own-region"),
            "rows", "filtered",
            "denied", List.of("iban"),
            "masked",
                List.of(Map.of("column", "email", "kind", "hash", "rule", "sales-orders/email")));
    long start = System.nanoTime();
    try (TrailWriter writer = longer.open()) {
      for (int i = 0; i < records; i++) {
        Map<String, Object> content = new HashMap<>(Trail.content(i));
        content.put("sql", "SELECT id, email FROM sales.orders.headers WHERE region = ?");
        content.put("tables", List.of(table));
        if (i % 1000 == 999) {
          writer.write(content).get();
        } else {
          writer.note(content);
        }
      }
    }
    long written = System.nanoTime();
    Verification verification = longer.verify();
    long verified = System.nanoTime();
    assertThat(verification.finding()).isEmpty();
    assertThat(verification.last()).isGreaterThan(records);
    System.out.printf(
        "%d records: written in %.1f s, verified in %.1f s%n",
        verification.last(), (written - start) / 1e9, (verified - written) / 1e9);
  }
}
