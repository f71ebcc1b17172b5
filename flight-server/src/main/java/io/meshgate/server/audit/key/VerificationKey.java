package io.meshgate.server.audit.key;

import io.meshgate.server.audit.record.Digests;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/** The public part of a {@link SigningKey}: tells whether it has signed something. Immutable. */
public final class VerificationKey {

  private static final int ID_LENGTH = 16;

  private final PublicKey key;
  private final String id;

  private VerificationKey(PublicKey key) {
    this.key = key;
    this.id = id(key.getEncoded());
  }

  /** What a public key is called: the beginning of its SHA-256 in hexadecimal. */
  static String id(byte[] encoded) {
    return Digests.hex(encoded).substring(0, ID_LENGTH);
  }

  /** Reads a PEM file with the public key. */
  public static VerificationKey read(Path file) throws IOException {
    return KeyFile.decode(
        file,
        KeyFile.Purpose.SIGNING,
        KeyFile.readPublic(file),
        bytes ->
            new VerificationKey(
                KeyFactory.getInstance(KeyFile.Purpose.SIGNING.algorithm())
                    .generatePublic(new X509EncodedKeySpec(bytes))));
  }

  /** The key's id, as checkpoints name it. */
  public String id() {
    return id;
  }

  /** Whether the signature is one of this key's under the message. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(KeyFile.Purpose.SIGNING.algorithm());
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (SignatureException e) {
      // No signature at all.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java verifies Ed25519", e);
    }
  }
}
