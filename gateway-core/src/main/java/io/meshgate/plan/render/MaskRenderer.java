package io.meshgate.plan.render;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;

/**
 * Writes masks that need a key, for the residual engine only: keys never go to a source.
 *
 * <p>Follows RFC 2104 with SHA-256: {@code H(K ^ opad, H(K ^ ipad, text))}.
 */
public final class MaskRenderer {

  private static final int BLOCK_BYTES = 64;
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final Map<String, byte[]> keys;

  /**
   * @param keys key material by key id
   */
  public MaskRenderer(Map<String, byte[]> keys) {
    this.keys = new HashMap<>();
    keys.forEach((id, key) -> this.keys.put(id, block(key)));
  }

  /** The template of a keyed hash; {@code {0}} is the value. */
  public String hmac(RexCall call) {
    String id = RexLiteral.stringValue(call.getOperands().get(1));
    byte[] key = id == null ? null : keys.get(id);
    if (key == null) {
      throw new QueryException(ErrorCode.INTERNAL, "A mask needs a key that is not configured");
    }
    return "sha256(unhex('"
        + padded(key, OUTER_PAD)
        + "') || unhex(sha256(unhex('"
        + padded(key, INNER_PAD)
        + "') || encode({0}))))";
  }

  private static byte[] block(byte[] key) {
    return Arrays.copyOf(key.length > BLOCK_BYTES ? sha256(key) : key, BLOCK_BYTES);
  }

  private static String padded(byte[] block, byte pad) {
    byte[] padded = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    return HexFormat.of().formatHex(padded);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
