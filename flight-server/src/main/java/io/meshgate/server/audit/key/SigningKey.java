package io.meshgate.server.audit.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Signs checkpoints (Ed25519, RFC 8032). Immutable; safe for use by many threads. */
public final class SigningKey {

  private final PrivateKey key;
  private final String id;

  private SigningKey(PrivateKey key, String id) {
    this.key = key;
    this.id = id;
  }

  /** Reads a PEM file with the private key. */
  public static SigningKey read(Path file) throws IOException {
    return KeyFile.decode(
        file,
        KeyFile.Purpose.SIGNING,
        KeyFile.readPrivate(file),
        bytes ->
            new SigningKey(
                KeyFactory.getInstance(KeyFile.Purpose.SIGNING.algorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes)),
                VerificationKey.id(publicKey(bytes))));
  }

  // The JDK does not derive the public key from the private one.
  private static byte[] publicKey(byte[] encoded) throws IOException {
    Ed25519PrivateKeyParameters parameters =
        (Ed25519PrivateKeyParameters) PrivateKeyFactory.createKey(encoded);
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(parameters.generatePublicKey())
        .getEncoded();
  }

  /** The id of the key that verifies. */
  public String id() {
    return id;
  }

  /** The signature under a message. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(KeyFile.Purpose.SIGNING.algorithm());
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java signs with Ed25519", e);
    }
  }
}
