package io.meshgate.execute;

import io.meshgate.plan.ResidualErrors;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.ConnectorException;
import java.util.Optional;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers why a query failed: the first cause wins, since what follows is its echo.
 *
 * <p>The residual engine reports a failed input in its own words; the input's own failure, recorded
 * here, is the truth. Safe for use by many threads.
 */
final class QueryFailures {

  private static final Logger LOG = LoggerFactory.getLogger(QueryFailures.class);

  private final String queryId;
  private @Nullable QueryException first;

  QueryFailures(String queryId) {
    this.queryId = queryId;
  }

  /** Records a failure and returns the one to report. */
  synchronized QueryException record(Throwable failure) {
    if (first != null) {
      return first;
    }
    QueryException translated = translate(failure);
    first = translated;
    log(translated, failure);
    return translated;
  }

  /** The recorded failure. */
  synchronized Optional<QueryException> recorded() {
    return Optional.ofNullable(first);
  }

  private void log(QueryException translated, Throwable failure) {
    switch (translated.code()) {
      case INTERNAL, SOURCE_FAILED ->
          LOG.error("Query {} failed: {}", queryId, translated.code(), failure);
      case CANCELLED -> LOG.debug("Query {} cancelled", queryId);
      default -> LOG.info("Query {} failed: {}", queryId, translated.code());
    }
  }

  private QueryException translate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof QueryException known) {
        return known;
      }
      if (t instanceof ConnectorException source) {
        return new QueryException(code(source.kind()), source.publicMessage(), source);
      }
      if (t instanceof InterruptedException) {
        return new QueryException(ErrorCode.CANCELLED, "The query was interrupted", failure);
      }
      if (t instanceof OutOfMemoryException) {
        return new QueryException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "The query needs more buffer memory than its limit allows",
            failure);
      }
    }
    return ResidualErrors.translate(failure)
        .orElseGet(
            () ->
                new QueryException(
                    ErrorCode.INTERNAL,
                    "The query failed inside the gateway; see its log for query " + queryId,
                    failure));
  }

  private static ErrorCode code(ConnectorException.Kind kind) {
    return switch (kind) {
      case UNAVAILABLE -> ErrorCode.SOURCE_UNAVAILABLE;
      case ACCESS_DENIED, INTERNAL -> ErrorCode.SOURCE_FAILED;
      case CANCELLED -> ErrorCode.CANCELLED;
      case TIMEOUT -> ErrorCode.TIMEOUT;
      case DATA -> ErrorCode.INVALID_VALUE;
      case DIVISION_BY_ZERO -> ErrorCode.DIVISION_BY_ZERO;
      case NUMERIC_OVERFLOW -> ErrorCode.NUMERIC_OVERFLOW;
      case SCHEMA_CHANGED -> ErrorCode.CONTRACT_BROKEN;
    };
  }
}
