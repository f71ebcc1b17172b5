package io.meshgate.server.observe;

import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.session.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
    LoggingEventBuilder line = LOG.atLevel(level);
    for (Map.Entry<String, Object> value : values(query).entrySet()) {
      line = line.addKeyValue(value.getKey(), value.getValue());
    }
    line.log("Query ended");
  }

  private static Map<String, Object> values(QueryRecord query) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("query", query.id());
    values.put("user", query.subject());
    query.actor().ifPresent(actor -> values.put("run_by", actor));
    values.put("state", query.state());
    query.error().ifPresent(code -> values.put("error", code));
    query.purpose().ifPresent(purpose -> values.put("purpose", purpose));
    query.client().agent().ifPresent(agent -> values.put("client", agent));
    QueryRecord.Times times = query.times();
    times.planned().ifPresent(at -> values.put("plan_ms", millis(times, at)));
    times.firstRows().ifPresent(at -> values.put("first_row_ms", millis(times, at)));
    times.ended().ifPresent(at -> values.put("total_ms", millis(times, at)));
    values.put("rows", query.rows());
    values.put("bytes", query.bytes());
    values.put("source_rows", query.sourceRows());
    values.put("source_bytes", query.sourceBytes());
    values.put("statement", cut(query.statementWithoutLiterals()));
    return values;
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
