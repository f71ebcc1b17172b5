package io.meshgate.server.audit.record;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What leads from one leaf of a {@link MerkleTree} to its root (RFC 6962 section 2.1.1).
 *
 * @param index the leaf's position, from 0
 * @param size how many leaves the tree has
 * @param hashes the hashes beside the way, in hexadecimal, from the leaf to the root
 */
public record MerklePath(long index, long size, List<String> hashes) {

  public MerklePath {
    hashes = ImmutableList.copyOf(hashes);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("No leaf " + index + " among " + size);
    }
  }

  /** The path of one leaf among the leaf hashes of a whole tree. */
  public static MerklePath of(List<byte[]> leaves, int index) {
    List<String> hashes = new ArrayList<>();
    collect(leaves, index, hashes);
    return new MerklePath(index, leaves.size(), hashes);
  }

  private static void collect(List<byte[]> leaves, int index, List<String> hashes) {
    if (leaves.size() == 1) {
      return;
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, leaves.size());
    boolean isLeft = index < split;
    collect(isLeft ? left : right, isLeft ? index : index - split, hashes);
    hashes.add(HexFormat.of().formatHex(root(isLeft ? right : left)));
  }

  private static byte[] root(List<byte[]> leaves) {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  /**
   * Whether the path leads from a leaf to a root, as RFC 9162 section 2.1.3.2 finds out.
   *
   * @param leafHash the leaf's hash
   * @param root the tree's root
   */
  public boolean leads(byte[] leafHash, byte[] root) {
    long node = index;
    long last = size - 1;
    byte[] hash = leafHash;
    for (String beside : hashes) {
      if (last == 0) {
        return false;
      }
      byte[] other;
      try {
        other = HexFormat.of().parseHex(beside);
      } catch (IllegalArgumentException e) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = MerkleTree.nodeHash(other, hash);
        int up = (node & 1) == 1 ? 0 : Long.numberOfTrailingZeros(node);
        node >>= up;
        last >>= up;
      } else {
        hash = MerkleTree.nodeHash(hash, other);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && java.security.MessageDigest.isEqual(hash, root);
  }
}
