package io.meshgate.server.audit;

import io.meshgate.audit.AuditTrail;
import io.meshgate.audit.StatementDecision;
import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.server.audit.key.KeyFile;
import io.meshgate.server.audit.key.SigningKey;
import io.meshgate.server.audit.key.StatementRecipient;
import io.meshgate.server.audit.trail.TrailWriter;
import io.meshgate.server.auth.FailedLogin;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts decisions, ends of queries and failed log-ins on record. Decisions are waited for; the
 * others follow as soon as they can. Safe for use by many threads.
 */
public final class GatewayAudit implements AuditTrail, QueryListener, LoginListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayAudit.class);
  // A disk that does not answer must not hold the calls for ever.
  private static final long PATIENCE_SECONDS = 30;

  private final AuditConfig.OnFailure onFailure;
  private final Content content;
  private final TrailWriter writer;

  private GatewayAudit(AuditConfig.OnFailure onFailure, Content content, TrailWriter writer) {
    this.onFailure = onFailure;
    this.content = content;
    this.writer = writer;
  }

  /**
   * Opens the trail.
   *
   * @param gateway the gateway's name
   * @throws IOException if it cannot be written, or a key cannot be used
   */
  public static GatewayAudit open(AuditConfig config, String gateway) throws IOException {
    Optional<StatementRecipient> recipient = Optional.empty();
    if (config.statements().isPresent()) {
      recipient = Optional.of(StatementRecipient.read(config.statements().get()));
    }
    SigningKey key = signingKey(config.signer());
    TrailWriter writer = TrailWriter.open(config.trail(), gateway, key);
    LOG.info("The audit trail is in {}", config.trail().folder());
    return new GatewayAudit(config.onFailure(), new Content(gateway, recipient), writer);
  }

  private static SigningKey signingKey(AuditConfig.Signer signer) throws IOException {
    if (signer instanceof AuditConfig.OwnKey own && Files.notExists(own.key())) {
      KeyFile.generate(KeyFile.Purpose.SIGNING, own.key(), own.publicKey());
      LOG.warn(
          "Checkpoints of the audit trail are signed with a key that was made now; keep a copy of"
              + " {} elsewhere, so that a false one would be noticed",
          own.publicKey());
    }
    return SigningKey.read(signer.key());
  }

  @Override
  public void decided(StatementDecision decision) {
    try {
      writer.write(content.decision(decision)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(decision, e);
    } catch (ExecutionException | TimeoutException e) {
      if (onFailure == AuditConfig.OnFailure.REFUSE) {
        throw unavailable(decision, e);
      }
      LOG.warn("Query {} is answered without a record in the audit trail", decision.queryId());
    }
  }

  private static QueryException unavailable(StatementDecision decision, Exception cause) {
    return new QueryException(
        ErrorCode.AUDIT_UNAVAILABLE,
        "The query cannot be put on record, and is not answered without; the gateway's log says"
            + " why, under query "
            + decision.queryId(),
        cause);
  }

  @Override
  public void ended(QueryRecord query) {
    writer.note(content.end(query));
  }

  @Override
  public void failed(FailedLogin login) {
    writer.note(content.login(login));
  }

  /** How many records were written since the start. */
  public long written() {
    return writer.written();
  }

  /** How many records are missing since the start, because they could not be written. */
  public long missing() {
    return writer.missing();
  }

  /** Whether the trail could not be written when it was last tried. */
  public boolean isFailing() {
    return writer.isFailing();
  }

  /** Writes what waits, and signs the end. */
  @Override
  public void close() {
    writer.close();
  }
}
