package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * The keys under which the server signs bearer tokens and seals tickets, derived from secrets.
 *
 * <p>Gateways that share a secret accept each other's tokens and tickets. The first secret makes
 * new ones; those of the others are still accepted, so that a secret can be replaced while clients
 * are connected. Immutable; its text form shows no key.
 */
public final class TokenKeys {

  /** The fewest characters that a configured secret may have. */
  public static final int MINIMUM_SECRET_LENGTH = 32;

  private static final int KEY_BYTES = 32;

  private final ImmutableList<byte[]> secrets;

  private TokenKeys(List<byte[]> secrets) {
    this.secrets = ImmutableList.copyOf(secrets);
  }

  /**
   * Keys of configured secrets.
   *
   * @param first the secret that makes new tokens
   * @param others secrets whose tokens are accepted too
   * @throws IllegalArgumentException if one is shorter than {@link #MINIMUM_SECRET_LENGTH}
   */
  public static TokenKeys of(String first, String... others) {
    ImmutableList.Builder<byte[]> secrets = ImmutableList.builder();
    secrets.add(secret(first));
    for (String other : others) {
      secrets.add(secret(other));
    }
    return new TokenKeys(secrets.build());
  }

  private static byte[] secret(String text) {
    String trimmed = text.strip();
    if (trimmed.length() < MINIMUM_SECRET_LENGTH) {
      throw new IllegalArgumentException(
          "The token key needs at least " + MINIMUM_SECRET_LENGTH + " characters");
    }
    return trimmed.getBytes(StandardCharsets.UTF_8);
  }

  /** New keys that nobody else knows: tokens and tickets end with this process. */
  public static TokenKeys random() {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    return new TokenKeys(List.of(secret));
  }

  /** The key that makes what is new for one use; different uses get unrelated keys. */
  public byte[] derive(String use) {
    return derive(secrets.get(0), use);
  }

  /** The keys for one use: that which makes what is new, then those that are still accepted. */
  public List<byte[]> deriveAll(String use) {
    return secrets.stream().map(secret -> derive(secret, use)).toList();
  }

  private static byte[] derive(byte[] secret, String use) {
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
