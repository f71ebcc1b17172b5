package io.meshgate.server.audit.key;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Encrypts statements to whoever holds the private key: HPKE (RFC 9180) in base mode with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, bound to the id of the query. Safe for
 * use by many threads.
 */
public final class StatementRecipient {

  static final byte[] INFO = "meshgate-audit-statement-v1".getBytes(StandardCharsets.US_ASCII);

  private final AsymmetricKeyParameter key;
  private final String id;

  private StatementRecipient(AsymmetricKeyParameter key, String id) {
    this.key = key;
    this.id = id;
  }

  static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  /** Reads a PEM file with the public key. */
  public static StatementRecipient read(Path file) throws IOException {
    byte[] encoded = KeyFile.readPublic(file);
    X25519PublicKeyParameters key =
        KeyFile.decode(
            file,
            KeyFile.Purpose.STATEMENTS,
            encoded,
            bytes -> (X25519PublicKeyParameters) PublicKeyFactory.createKey(bytes));
    return new StatementRecipient(key, VerificationKey.id(encoded));
  }

  /**
   * Encrypts a text.
   *
   * @param queryId what the text belongs to; needed again to decrypt it
   * @return members in JSON
   */
  public Map<String, Object> seal(String queryId, String text) {
    byte[] bound = queryId.getBytes(StandardCharsets.UTF_8);
    try {
      byte[][] sealed =
          hpke()
              .seal(
                  key,
                  INFO,
                  bound,
                  text.getBytes(StandardCharsets.UTF_8),
                  new byte[0],
                  new byte[0],
                  null);
      return ImmutableMap.of(
          "key", id,
          "text", BaseEncoding.base64().encode(sealed[0]),
          "enc", BaseEncoding.base64().encode(sealed[1]));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("Encryption failed", e);
    }
  }
}
