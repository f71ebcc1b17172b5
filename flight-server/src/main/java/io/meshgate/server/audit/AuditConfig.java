package io.meshgate.server.audit;

import io.meshgate.server.audit.trail.TrailSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What is put on record and where.
 *
 * @param trail how the trail is written
 * @param onFailure what happens to queries that cannot be put on record
 * @param signer the key under checkpoints
 * @param statements PEM file with the public key to which full texts of statements are encrypted;
 *     without it they are not kept
 */
public record AuditConfig(
    TrailSettings trail, OnFailure onFailure, Signer signer, Optional<Path> statements) {

  /** What happens to queries that cannot be put on record. */
  public enum OnFailure {
    /** They are refused. */
    REFUSE,
    /** They are answered, and it is told that their records are missing. */
    GO_ON
  }

  /** The key under checkpoints. */
  public sealed interface Signer {
    /** PEM file with the private key. */
    Path key();
  }

  /** A key that the operator has made. */
  public record GivenKey(Path key) implements Signer {
    public GivenKey {
      Objects.requireNonNull(key, "key");
    }
  }

  /**
   * A key that the gateway makes when there is none.
   *
   * @param publicKey PEM file that gets the public key
   */
  public record OwnKey(Path key, Path publicKey) implements Signer {
    public OwnKey {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(publicKey, "publicKey");
    }
  }

  public AuditConfig {
    Objects.requireNonNull(trail, "trail");
    Objects.requireNonNull(onFailure, "onFailure");
    Objects.requireNonNull(signer, "signer");
    Objects.requireNonNull(statements, "statements");
  }
}
