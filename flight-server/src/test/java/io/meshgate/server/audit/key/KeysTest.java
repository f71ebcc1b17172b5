package io.meshgate.server.audit.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.record.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

  private final Path folder;

  KeysTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path secret(String name, KeyFile.Purpose purpose) throws IOException {
    Path secret = folder.resolve(name + ".key.pem");
    KeyFile.generate(purpose, secret, open(name));
    return secret;
  }

  private Path open(String name) {
    return folder.resolve(name + ".pub.pem");
  }

  @Test
  void signsAsAnotherLibraryVerifies() throws Exception {
    SigningKey key = SigningKey.read(secret("a", KeyFile.Purpose.SIGNING));
    byte[] message = "message".getBytes(StandardCharsets.UTF_8);
    byte[] signature = key.sign(message);
    Ed25519Signer other = new Ed25519Signer();
    other.init(
        false,
        (Ed25519PublicKeyParameters) PublicKeyFactory.createKey(KeyFile.readPublic(open("a"))));
    other.update(message, 0, message.length);
    assertThat(other.verifySignature(signature)).isTrue();
    VerificationKey verification = VerificationKey.read(open("a"));
    assertThat(verification.id()).isEqualTo(key.id()).hasSize(16);
    assertThat(verification.verifies(message, signature)).isTrue();
    assertThat(verification.verifies(new byte[] {1}, signature)).isFalse();
    assertThat(verification.verifies(message, new byte[3])).isFalse();
  }

  @Test
  void keepsSecretKeysFromOthers() throws Exception {
    Path file = secret("a", KeyFile.Purpose.SIGNING);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void signsCheckpointsOverAllTheirMembers() throws Exception {
    SigningKey key = SigningKey.read(secret("a", KeyFile.Purpose.SIGNING));
    secret("b", KeyFile.Purpose.SIGNING);
    SignedCheckpoint signed = SignedCheckpoint.sign(checkpoint(5), key);
    List<VerificationKey> keys = List.of(VerificationKey.read(open("a")));
    assertThat(signed.isSignedBy(keys)).isTrue();
    assertThat(SignedCheckpoint.of(signed.members())).isEqualTo(signed);
    assertThat(signed.isSignedBy(List.of(VerificationKey.read(open("b"))))).isFalse();
    assertThat(
            new SignedCheckpoint(checkpoint(6), signed.key(), signed.signature()).isSignedBy(keys))
        .isFalse();
    assertThat(new SignedCheckpoint(checkpoint(5), signed.key(), "no base64").isSignedBy(keys))
        .isFalse();
  }

  private static Checkpoint checkpoint(long seq) {
    return new Checkpoint("g", new Head(seq, "00"), "2026-01-01T00:00:00Z", 1, "11");
  }

  @Test
  void encryptsStatementsToTheirOwnerAlone() throws Exception {
    StatementKey key = StatementKey.read(secret("a", KeyFile.Purpose.STATEMENTS));
    StatementKey other = StatementKey.read(secret("b", KeyFile.Purpose.STATEMENTS));
    StatementRecipient recipient = StatementRecipient.read(open("a"));
    Map<String, Object> sealed = recipient.seal("query-1", "SELECT 'ü'");
    assertThat(sealed.toString()).doesNotContain("SELECT");
    assertThat(recipient.seal("query-1", "SELECT 'ü'")).isNotEqualTo(sealed);
    assertThat(key.open("query-1", sealed)).contains("SELECT 'ü'");
    assertThat(key.open("query-2", sealed)).isEmpty();
    assertThat(other.open("query-1", sealed)).isEmpty();
    assertThat(key.open("query-1", Map.of("text", "AAAA", "enc", "AAAA"))).isEmpty();
  }

  @Test
  void saysWhatAFileLacks() throws Exception {
    Path statements = secret("a", KeyFile.Purpose.STATEMENTS);
    Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    assertThatThrownBy(() -> SigningKey.read(statements))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Ed25519");
    assertThatThrownBy(() -> VerificationKey.read(statements))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PUBLIC KEY");
    assertThatThrownBy(() -> SigningKey.read(rubbish)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> VerificationKey.read(broken)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> StatementRecipient.read(broken)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> StatementKey.read(secret("s", KeyFile.Purpose.SIGNING)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("X25519");
  }
}
