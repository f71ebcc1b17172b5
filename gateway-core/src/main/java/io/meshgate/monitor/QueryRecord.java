package io.meshgate.monitor;

import com.google.common.collect.ImmutableList;
import io.meshgate.session.ClientInfo;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of one query at one moment.
 *
 * @param id the gateway's id of the query, as logs and the sources' session lists show it
 * @param subject as whom it is decided
 * @param actor who asks, if they look with the eyes of the subject
 * @param purpose the declared purpose, if any
 * @param client the program that asks
 * @param statement the text, with its literals; long ones are cut
 * @param state where it is in its life
 * @param error why it failed, if it did
 * @param times when it reached which stage
 * @param rows rows delivered
 * @param bytes bytes of Arrow buffers delivered
 * @param fragments its fetches, in the plan's order
 */
public record QueryRecord(
    String id,
    String subject,
    Optional<String> actor,
    Optional<String> purpose,
    ClientInfo client,
    String statement,
    QueryState state,
    Optional<ErrorCode> error,
    Times times,
    long rows,
    long bytes,
    List<FragmentRecord> fragments) {

  /**
   * When a query reached which stage.
   *
   * @param submitted when the gateway began with it
   * @param planned when its plan was ready
   * @param residual when the residual engine was started; empty if there is nothing for it to do
   * @param firstRows when the first batch was ready
   * @param ended when it ended
   */
  public record Times(
      Instant submitted,
      Optional<Instant> planned,
      Optional<Instant> residual,
      Optional<Instant> firstRows,
      Optional<Instant> ended) {
    public Times {
      Objects.requireNonNull(submitted, "submitted");
      Objects.requireNonNull(planned, "planned");
      Objects.requireNonNull(residual, "residual");
      Objects.requireNonNull(firstRows, "firstRows");
      Objects.requireNonNull(ended, "ended");
    }
  }

  public QueryRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(times, "times");
    fragments = ImmutableList.copyOf(fragments);
  }

  /** Whether it is a query of this principal, as whom nobody else has asked it. */
  public boolean isOf(Principal principal) {
    return principal.subject().equals(subject) && principal.actor().equals(actor);
  }

  /** Rows that came from all sources. */
  public long sourceRows() {
    return fragments.stream().mapToLong(FragmentRecord::rows).sum();
  }

  /** Bytes of Arrow buffers that came from all sources. */
  public long sourceBytes() {
    return fragments.stream().mapToLong(FragmentRecord::bytes).sum();
  }

  /** The text with a question mark in the place of each literal, on one line. */
  public String statementWithoutLiterals() {
    return StatementText.withoutLiterals(statement);
  }
}
