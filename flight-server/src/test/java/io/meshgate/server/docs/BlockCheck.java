package io.meshgate.server.docs;

/** Decides whether blocks of one kind hold what they promise. */
interface BlockCheck {
  /**
   * Returns if the block is true.
   *
   * @throws AssertionError with what is not true of it
   */
  void check(Block block) throws Exception;
}
