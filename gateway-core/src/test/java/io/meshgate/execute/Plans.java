package io.meshgate.execute;

import io.meshgate.monitor.QueryRegistry;
import io.meshgate.monitor.QueryRun;
import io.meshgate.plan.QueryPlan;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.TableName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Plans written by hand, over tables of one column {@code id}. */
final class Plans {

  static final Schema ID = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
  static final TableName TABLE = TableName.of("t");

  private Plans() {}

  /** A fetch of the table {@code t} of a source. */
  static QueryPlan.Input input(String name, String source) {
    return new QueryPlan.Fetch(
        name, new RemoteScan.TableScan(source, ID, TABLE, OptionalLong.empty()), Optional.empty());
  }

  /** The same fetch behind a guard. */
  static QueryPlan.Input guarded(String name, String source, String sql, Schema schema) {
    return new QueryPlan.Fetch(
        name,
        new RemoteScan.TableScan(source, ID, TABLE, OptionalLong.empty()),
        Optional.of(new QueryPlan.Guard(sql, schema)));
  }

  /** One fetch that is the result. */
  static QueryPlan fetch(String source) {
    return new QueryPlan(List.of(input("input_0", source)), Optional.empty(), ID, Optional.empty());
  }

  /** A residual over one input for each source, named input_0, input_1 and so on. */
  static QueryPlan residual(String sql, String... sources) {
    List<QueryPlan.Input> inputs = new ArrayList<>();
    for (String source : sources) {
      inputs.add(input("input_" + inputs.size(), source));
    }
    return new QueryPlan(inputs, Optional.of(sql), ID, Optional.empty());
  }

  /** The rows 0 to {@code count} - 1. */
  static List<List<@Nullable Object>> rows(int count) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    LongStream.range(0, count).forEach(id -> rows.add(List.of(id)));
    return rows;
  }

  static QueryRun begun(QueryLimits limits) {
    return QueryRegistry.silent().begin(session(limits), "a plan written by hand");
  }

  static QuerySession session(QueryLimits limits) {
    return new QuerySession(Principal.of("ann"), Optional.empty(), ZoneId.of("UTC"), limits);
  }

  /** The default limits with batches of ten rows. */
  static QueryLimits smallBatches() {
    return batches(QueryLimits.DEFAULT, 10);
  }

  static QueryLimits batches(QueryLimits limits, int rows) {
    return new QueryLimits(
        limits.maxRows(),
        limits.maxBytes(),
        limits.maxDuration(),
        limits.maxStall(),
        limits.bufferBytes(),
        limits.engineBytes(),
        limits.spillBytes(),
        rows);
  }

  /** What a failed read or call reports to a client. */
  static QueryException reported(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof QueryException known) {
        return known;
      }
    }
    throw new AssertionError("No QueryException in the chain", failure);
  }
}
