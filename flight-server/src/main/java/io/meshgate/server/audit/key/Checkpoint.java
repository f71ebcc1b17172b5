package io.meshgate.server.audit.key;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.server.audit.record.Head;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * What a gateway says of its trail at one moment.
 *
 * @param gateway the gateway's name
 * @param head the last record
 * @param time the gateway's clock
 * @param first the first record of the file that holds the last one
 * @param root the root, in hexadecimal, of the Merkle tree over the records of that file, from its
 *     first to the last
 */
public record Checkpoint(String gateway, Head head, String time, long first, String root) {

  // So that no other thing that is signed with the key can be taken for a checkpoint.
  private static final String KIND = "meshgate-audit-checkpoint-v1";

  public Checkpoint {
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(root, "root");
  }

  /** How many leaves the tree has. */
  public long size() {
    return head.seq() - first + 1;
  }

  /** Its members in JSON. */
  public Map<String, Object> members() {
    return ImmutableMap.of(
        "kind", KIND,
        "gateway", gateway,
        "seq", head.seq(),
        "head", head.hash(),
        "time", time,
        "first", first,
        "root", root);
  }

  /** What is signed. */
  byte[] message() {
    return CanonicalJson.bytes(members());
  }

  /**
   * A checkpoint of its members.
   *
   * @throws IOException if they are no checkpoint
   */
  static Checkpoint of(Map<?, ?> members) throws IOException {
    if (members.size() == 7
        && KIND.equals(members.get("kind"))
        && members.get("gateway") instanceof String gateway
        && members.get("seq") instanceof Long seq
        && members.get("head") instanceof String head
        && members.get("time") instanceof String time
        && members.get("first") instanceof Long first
        && members.get("root") instanceof String root) {
      return new Checkpoint(gateway, new Head(seq, head), time, first, root);
    }
    throw new IOException("no checkpoint");
  }
}
