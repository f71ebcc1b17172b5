package io.meshgate.server.audit.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as the trail writes it. */
public final class Digests {

  private Digests() {}

  /** The digest of some parts, one behind the other. */
  public static byte[] sha256(byte[]... parts) {
    MessageDigest digest = algorithm();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** The digest of some bytes without those of a range. */
  static byte[] sha256Without(byte[] bytes, int from, int to) {
    MessageDigest digest = algorithm();
    digest.update(bytes, 0, from);
    digest.update(bytes, to, bytes.length - to);
    return digest.digest();
  }

  /** The digest of some bytes in lower-case hexadecimal. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  /** The digest of a text's UTF-8 in lower-case hexadecimal. */
  public static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest algorithm() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
