package io.meshgate.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * The keys under which the server signs bearer tokens and seals tickets, derived from one secret.
 *
 * <p>Gateways that share the secret accept each other's tokens and tickets. Immutable; its text
 * form shows no key.
 */
public final class TokenKeys {

  /** The fewest characters that a configured secret may have. */
  public static final int MINIMUM_SECRET_LENGTH = 32;

  private static final int KEY_BYTES = 32;

  private final byte[] secret;

  private TokenKeys(byte[] secret) {
    this.secret = secret;
  }

  /**
   * Keys of a configured secret.
   *
   * @throws IllegalArgumentException if it is shorter than {@link #MINIMUM_SECRET_LENGTH}
   */
  public static TokenKeys of(String secret) {
    String trimmed = secret.strip();
    if (trimmed.length() < MINIMUM_SECRET_LENGTH) {
      throw new IllegalArgumentException(
          "The token key needs at least " + MINIMUM_SECRET_LENGTH + " characters");
    }
    return new TokenKeys(trimmed.getBytes(StandardCharsets.UTF_8));
  }

  /** New keys that nobody else knows: tokens and tickets end with this process. */
  public static TokenKeys random() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    return new TokenKeys(secret);
  }

  /** The key for one use; different uses get unrelated keys. */
  public byte[] derive(String use) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(
        new HKDFParameters(
            secret,
            "meshgate".getBytes(StandardCharsets.UTF_8),
            use.getBytes(StandardCharsets.UTF_8)));
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(key, 0, key.length);
    return key;
  }
}
