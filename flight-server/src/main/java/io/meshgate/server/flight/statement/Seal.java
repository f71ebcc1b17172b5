package io.meshgate.server.flight.statement;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticated encryption of what a client carries for the server.
 *
 * <p>Nobody without the key can read, change or make a sealed message, nor use one that was sealed
 * for another purpose. Safe for use by many threads.
 */
public final class Seal {

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final ImmutableList<SecretKeySpec> keys;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param keys keys of 256 bits: the first seals, all open
   */
  public Seal(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("Sealing needs a key");
    }
    this.keys =
        keys.stream()
            .map(key -> new SecretKeySpec(key, "AES"))
            .collect(ImmutableList.toImmutableList());
  }

  /** The sealed form of a message. */
  byte[] close(String purpose, byte[] message) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = new byte[1 + NONCE_BYTES + message.length + TAG_BYTES];
    sealed[0] = VERSION;
    System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
    try {
      cipher(Cipher.ENCRYPT_MODE, keys.get(0), purpose, nonce)
          .doFinal(message, 0, message.length, sealed, 1 + NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every Java runtime", e);
    }
    return sealed;
  }

  /** The message in a sealed form, if it was sealed here for this purpose. */
  Optional<byte[]> open(String purpose, byte[] sealed) {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] != VERSION) {
      return Optional.empty();
    }
    return keys.stream().flatMap(key -> open(key, purpose, sealed).stream()).findFirst();
  }

  private static Optional<byte[]> open(SecretKeySpec key, String purpose, byte[] sealed) {
    int header = 1 + NONCE_BYTES;
    byte[] nonce = Arrays.copyOfRange(sealed, 1, header);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, purpose, nonce);
      return Optional.of(cipher.doFinal(sealed, header, sealed.length - header));
    } catch (GeneralSecurityException e) {
      // Forged, damaged, or sealed under another key: told apart by nobody.
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, String purpose, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
