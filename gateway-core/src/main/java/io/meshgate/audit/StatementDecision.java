package io.meshgate.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QuerySession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided about one statement.
 *
 * @param queryId the gateway's id of the query
 * @param session who asks, and under which circumstances
 * @param statement what is asked
 * @param tables the tables that it names, those behind derived products included, in the order in
 *     which they were met
 * @param policySets the policy sets in force, by id
 * @param requests what the sources are going to be asked, in the plan's order
 * @param refusal why it is not run, if it is not
 */
public record StatementDecision(
    String queryId,
    QuerySession session,
    Statement statement,
    List<TableAccess> tables,
    Map<String, AccessPolicy.SetVersion> policySets,
    List<SourceRequest> requests,
    Optional<ErrorCode> refusal) {

  /**
   * A statement as it came.
   *
   * @param sql the text, with its literals
   * @param parameters the values of its parameters, in order; null stands for NULL
   */
  public record Statement(String sql, List<?> parameters) {
    public Statement {
      Objects.requireNonNull(sql, "sql");
      // Values may be null, which no immutable list of the libraries takes.
      parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }
  }

  /**
   * What one source is asked.
   *
   * @param source the source's name
   * @param text the SQL, or the table and its columns if the source takes no SQL; may hold values
   */
  public record SourceRequest(String source, String text) {
    public SourceRequest {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(text, "text");
    }
  }

  public StatementDecision {
    Objects.requireNonNull(queryId, "queryId");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(refusal, "refusal");
    tables = ImmutableList.copyOf(tables);
    policySets = ImmutableMap.copyOf(policySets);
    requests = ImmutableList.copyOf(requests);
  }

  /** Names the query only: the text has literals. */
  @Override
  public String toString() {
    return "StatementDecision[" + queryId + "]";
  }
}
