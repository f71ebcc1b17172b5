package io.meshgate.server.audit.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A Merkle tree over a growing list of leaves, hashed as RFC 6962 section 2.1 says. Keeps only what
 * the root needs: one hash for each full subtree. Not safe for use by many threads.
 */
public final class MerkleTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** Hashes of full subtrees, the smallest first. */
  private final Deque<byte[]> subtrees = new ArrayDeque<>();

  private long size;

  /** The hash of a leaf. */
  static byte[] leafHash(byte[] leaf) {
    return Digests.sha256(LEAF, leaf);
  }

  /** The hash of a node above two others. */
  static byte[] nodeHash(byte[] left, byte[] right) {
    return Digests.sha256(NODE, left, right);
  }

  /** Adds a leaf. */
  public void add(byte[] leafHash) {
    byte[] hash = leafHash.clone();
    for (long full = size; (full & 1) == 1; full >>= 1) {
      hash = nodeHash(subtrees.pop(), hash);
    }
    subtrees.push(hash);
    size++;
  }

  /** How many leaves there are. */
  public long size() {
    return size;
  }

  /** The hash of the whole tree. */
  public byte[] root() {
    Iterator<byte[]> ascending = subtrees.iterator();
    if (!ascending.hasNext()) {
      return Digests.sha256();
    }
    byte[] root = ascending.next();
    while (ascending.hasNext()) {
      root = nodeHash(ascending.next(), root);
    }
    return root.clone();
  }
}
