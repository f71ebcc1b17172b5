package io.meshgate.server.observe;

import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.session.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a line of the log for each query that ends, with named values and without any literal or
 * row: text in one form of the log, members of an object in the other.
 */
public final class QueryLog implements QueryListener {

  private static final Logger LOG = LoggerFactory.getLogger(QueryLog.class);
  private static final int LONGEST_STATEMENT = 500;

  @Override
  public void ended(QueryRecord query) {
    Level level = query.error().filter(QueryLog::isOurs).isPresent() ? Level.WARN : Level.INFO;
    LoggingEventBuilder line =
        LOG.atLevel(level)
            .addKeyValue("query", query.id())
            .addKeyValue("user", query.subject())
            .addKeyValue("state", query.state());
    query.error().ifPresent(code -> line.addKeyValue("error", code));
    query.purpose().ifPresent(purpose -> line.addKeyValue("purpose", purpose));
    query.client().agent().ifPresent(agent -> line.addKeyValue("client", agent));
    QueryRecord.Times times = query.times();
    times.planned().ifPresent(at -> line.addKeyValue("plan_ms", millis(times, at)));
    times.firstRows().ifPresent(at -> line.addKeyValue("first_row_ms", millis(times, at)));
    times.ended().ifPresent(at -> line.addKeyValue("total_ms", millis(times, at)));
    line.addKeyValue("rows", query.rows())
        .addKeyValue("bytes", query.bytes())
        .addKeyValue("source_rows", query.sourceRows())
        .addKeyValue("source_bytes", query.sourceBytes())
        .addKeyValue("statement", cut(query.statementWithoutLiterals()))
        .log("Query ended");
  }

  private static boolean isOurs(ErrorCode code) {
    return switch (code) {
      case INTERNAL, SOURCE_FAILED, SOURCE_UNAVAILABLE, CONTRACT_BROKEN -> true;
      default -> false;
    };
  }

  private static long millis(QueryRecord.Times times, Instant until) {
    return Duration.between(times.submitted(), until).toMillis();
  }

  private static String cut(String statement) {
    return statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + "...";
  }
}
