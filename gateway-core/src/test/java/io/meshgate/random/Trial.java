package io.meshgate.random;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.query.Choices;
import io.meshgate.connector.testing.query.Queries;
import io.meshgate.connector.testing.query.Query;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import io.meshgate.connector.testing.query.RowComparison;
import io.meshgate.connector.testing.query.Shrinker;
import io.meshgate.execute.QueryResult;
import io.meshgate.plan.PlanText;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Asks one query of all who should agree on its answer. Safe for use by many threads. */
final class Trial {

  private static final int SHRINKING_ATTEMPTS =
      Integer.getInteger("meshgate.random.shrinking", 100);

  private final QueryEngine pushing;
  private final QueryEngine pulling;
  private final ReferenceDatabase reference;

  Trial(QueryEngine pushing, QueryEngine pulling, ReferenceDatabase reference) {
    this.pushing = pushing;
    this.pulling = pulling;
    this.reference = reference;
  }

  /** What came of a query. */
  sealed interface Outcome {

    /** All gave the same rows. */
    record Agreed(int rows) implements Outcome {}

    /** The gateway does not run the query, and says so. */
    record Refused(String reason) implements Outcome {}

    /** DuckDB itself does not run the query. */
    record Unknown(String reason) implements Outcome {}

    /** Somebody gave another answer. */
    record Differed(String text) implements Outcome {}
  }

  private record Rows(Schema schema, List<List<@Nullable Object>> rows) {}

  /** Runs a query. */
  Outcome run(Query query) {
    List<List<@Nullable Object>> expected;
    try {
      expected = reference.rows(query.sql().reference());
    } catch (SQLException e) {
      return new Outcome.Unknown(firstLine(e));
    }
    try {
      Rows pushed = rows(pushing, query);
      Rows pulled = rows(pulling, query);
      if (!pushed.schema().equals(pulled.schema())) {
        return new Outcome.Differed("schemas: " + pushed.schema() + " and " + pulled.schema());
      }
      RowComparison comparison = new RowComparison(pushed.schema(), query.ordered());
      Optional<String> withPushdown = comparison.difference(expected, pushed.rows());
      Optional<String> without = comparison.difference(expected, pulled.rows());
      return withPushdown.isEmpty() && without.isEmpty()
          ? new Outcome.Agreed(expected.size())
          : new Outcome.Differed(
              "with pushdown: "
                  + withPushdown.orElse("right")
                  + "\nwithout pushdown: "
                  + without.orElse("right"));
    } catch (QueryException e) {
      return e.code() == ErrorCode.UNSUPPORTED || e.code() == ErrorCode.RESOURCE_EXHAUSTED
          ? new Outcome.Refused(e.getMessage() + causes(e))
          : new Outcome.Differed(e.code() + ": " + e.getMessage() + causes(e));
    } catch (RuntimeException | AssertionError e) {
      return new Outcome.Differed("Not a QueryException: " + e + causes(e));
    }
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      text.append("\n  caused by ").append(t.getClass().getSimpleName()).append(' ');
      text.append(firstLine(t));
    }
    return text.toString();
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static Rows rows(QueryEngine engine, Query query) {
    try (QueryResult result = engine.execute(TestMesh.GOVERNANCE, query.sql().gateway())) {
      return new Rows(result.schema(), ArrowRows.read(result.reader()));
    } catch (IOException e) {
      if (e.getCause() instanceof QueryException known) {
        throw known;
      }
      throw new AssertionError("Failed otherwise than as promised", e);
    }
  }

  /** The text of a failure: the query, made as small as is cheap, the plans and the difference. */
  String explain(Choices choices) {
    List<Integer> smallest = Shrinker.smallest(choices.drawn(), SHRINKING_ATTEMPTS, this::fails);
    Query query = Queries.make(Choices.replay(smallest));
    String difference =
        run(query) instanceof Outcome.Differed differed ? differed.text() : "gone when run again";
    return String.join(
        "\n",
        "query     " + query.sql().gateway(),
        "reference " + query.sql().reference(),
        plans(query),
        difference);
  }

  /** The plans of a query in full. */
  String plans(Query query) {
    return "with pushdown:\n"
        + plan(pushing, query)
        + "\nwithout pushdown:\n"
        + plan(pulling, query);
  }

  private static String plan(QueryEngine engine, Query query) {
    try {
      return PlanText.fullText(engine.plan(TestMesh.GOVERNANCE, query.sql().gateway()));
    } catch (RuntimeException | AssertionError e) {
      return "no plan: " + e;
    }
  }

  private boolean fails(List<Integer> choices) {
    return run(Queries.make(Choices.replay(choices))) instanceof Outcome.Differed;
  }
}
