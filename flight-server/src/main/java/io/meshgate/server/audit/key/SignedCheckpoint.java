package io.meshgate.server.audit.key;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

/**
 * A checkpoint with the signature under it.
 *
 * @param checkpoint what is signed
 * @param key the id of the key
 * @param signature the signature in base64
 */
public record SignedCheckpoint(Checkpoint checkpoint, String key, String signature) {

  public SignedCheckpoint {
    Objects.requireNonNull(checkpoint, "checkpoint");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(signature, "signature");
  }

  /** Signs a checkpoint. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, SigningKey key) {
    return new SignedCheckpoint(
        checkpoint, key.id(), BaseEncoding.base64().encode(key.sign(checkpoint.message())));
  }

  /** Whether one of the keys has signed it. */
  public boolean isSignedBy(Collection<VerificationKey> keys) {
    if (!BaseEncoding.base64().canDecode(signature)) {
      return false;
    }
    byte[] bytes = BaseEncoding.base64().decode(signature);
    return keys.stream().anyMatch(known -> known.verifies(checkpoint.message(), bytes));
  }

  /** Its members in JSON. */
  public Map<String, Object> members() {
    return ImmutableMap.of("checkpoint", checkpoint.members(), "key", key, "signature", signature);
  }

  /**
   * A signed checkpoint of its members, among which others may be.
   *
   * @throws IOException if they are none
   */
  public static SignedCheckpoint of(Map<?, ?> members) throws IOException {
    if (members.get("checkpoint") instanceof Map<?, ?> checkpoint
        && members.get("key") instanceof String key
        && members.get("signature") instanceof String signature) {
      return new SignedCheckpoint(Checkpoint.of(checkpoint), key, signature);
    }
    throw new IOException("no signed checkpoint");
  }
}
