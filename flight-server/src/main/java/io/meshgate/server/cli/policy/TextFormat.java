package io.meshgate.server.cli.policy;

/** How a command prints what it found. */
enum TextFormat {
  /** For people. */
  TEXT,
  /** For programs. */
  JSON
}
