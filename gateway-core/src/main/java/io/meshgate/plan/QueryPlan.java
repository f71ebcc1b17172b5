package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import io.meshgate.plan.render.FragmentRenderer;
import io.meshgate.spi.RemoteScan;
import io.meshgate.system.SystemScan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How a query is answered: what is fetched from where, and what is left to do.
 *
 * @param inputs the streams, in order; they are read at the same time
 * @param residual what the residual engine runs over the inputs, by their names; empty if the one
 *     input is the result
 * @param schema the schema of every batch of the result
 * @param explanation the text to return in place of rows, if the statement was an EXPLAIN
 */
public record QueryPlan(
    List<Input> inputs, Optional<String> residual, Schema schema, Optional<String> explanation) {

  public QueryPlan {
    inputs = ImmutableList.copyOf(inputs);
    Objects.requireNonNull(residual, "residual");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(explanation, "explanation");
    if (explanation.isEmpty() && residual.isEmpty() && inputs.size() != 1) {
      throw new IllegalArgumentException("Without a residual there is exactly one input");
    }
  }

  /** One stream of rows that the residual reads, or that is the result. */
  public sealed interface Input {

    /** The relation's name in the residual. */
    String name();

    /** The schema of the rows that reach the residual. */
    Schema schema();
  }

  /**
   * One fetch from one source.
   *
   * @param name the relation's name in the residual
   * @param scan what the source is asked
   * @param guard the policy, where the source cannot apply it
   */
  public record Fetch(String name, RemoteScan scan, Optional<Guard> guard) implements Input {
    public Fetch {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(scan, "scan");
      Objects.requireNonNull(guard, "guard");
    }

    @Override
    public Schema schema() {
      return guard.map(Guard::schema).orElseGet(scan::schema);
    }
  }

  /**
   * Rows of a table of the gateway's own.
   *
   * @param name the relation's name in the residual
   * @param scan the table, bound to who asks
   */
  public record SystemRows(String name, SystemScan scan) implements Input {
    public SystemRows {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(scan, "scan");
    }

    @Override
    public Schema schema() {
      return scan.table().arrowSchema();
    }
  }

  /**
   * A query of its own over inputs of its own, answered before anything else sees them.
   *
   * <p>How many rows its inputs have is nobody's business: they may be more than the caller sees.
   *
   * @param name the relation's name in the residual
   * @param inputs the streams that {@link #sql} reads, by their names
   * @param sql what is run over them; may hold key material: never logged, never shown
   * @param schema the rows that come out
   */
  public record Stage(String name, List<Input> inputs, String sql, Schema schema) implements Input {
    public Stage {
      Objects.requireNonNull(name, "name");
      inputs = ImmutableList.copyOf(inputs);
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(schema, "schema");
    }

    @Override
    public String toString() {
      return "Stage[" + name + ", " + inputs + ", " + schema + "]";
    }
  }

  /**
   * Rows of a table that does not exist for the caller: an access rule reads it, or a derived table
   * with rights of its own. Whatever goes wrong with them is told without naming them.
   *
   * @param fetch where they come from
   * @param failure what the caller is told if they cannot be read
   */
  public record HiddenRows(Fetch fetch, String failure) implements Input {
    public HiddenRows {
      Objects.requireNonNull(fetch, "fetch");
      Objects.requireNonNull(failure, "failure");
    }

    @Override
    public String name() {
      return fetch.name();
    }

    @Override
    public Schema schema() {
      return fetch.schema();
    }
  }

  /** The fetches from sources, those of stages and of hidden tables included. */
  public List<Fetch> fetches() {
    return fetches(inputs);
  }

  private static List<Fetch> fetches(List<Input> inputs) {
    ImmutableList.Builder<Fetch> fetches = ImmutableList.builder();
    for (Input input : inputs) {
      if (input instanceof Fetch fetch) {
        fetches.add(fetch);
      } else if (input instanceof Stage stage) {
        fetches.addAll(fetches(stage.inputs()));
      } else if (input instanceof HiddenRows hidden) {
        fetches.add(hidden.fetch());
      }
    }
    return fetches.build();
  }

  /**
   * A query of its own over the raw rows of one input, run before anything else sees them.
   *
   * @param sql may hold key material: never logged, never shown
   * @param schema the guarded rows
   */
  public record Guard(String sql, Schema schema) {

    /** Name of the relation of raw rows in {@link #sql}. */
    public static final String RAW = FragmentRenderer.RAW_ROWS;

    public Guard {
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(schema, "schema");
    }

    @Override
    public String toString() {
      return "Guard[" + schema + "]";
    }
  }
}
