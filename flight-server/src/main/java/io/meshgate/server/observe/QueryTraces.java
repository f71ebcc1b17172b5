package io.meshgate.server.observe;

import io.meshgate.monitor.FragmentRecord;
import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.monitor.QueryState;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * Makes a trace of each query when it has ended: the query, and below it its planning, each fetch,
 * the residual engine and the delivery of the rows. It continues the client's trace where there is
 * one (W3C Trace Context). Attributes follow OpenTelemetry's conventions for database calls.
 */
public final class QueryTraces implements QueryListener {

  private final Tracer tracer;

  /**
   * @param telemetry where spans go
   */
  public QueryTraces(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("io.meshgate");
  }

  @Override
  public void ended(QueryRecord query) {
    QueryRecord.Times times = query.times();
    Instant end = times.ended().orElse(times.submitted());
    Span span =
        tracer
            .spanBuilder("query")
            .setParent(query.client().traceParent().map(QueryTraces::remote).orElse(Context.root()))
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(times.submitted())
            .setAttribute("db.system.name", "meshgate")
            .setAttribute("db.query.text", query.statementWithoutLiterals())
            .setAttribute("db.response.returned_rows", query.rows())
            .setAttribute("enduser.id", query.subject())
            .setAttribute("meshgate.query.id", query.id())
            .setAttribute("meshgate.query.state", query.state().name())
            .setAttribute("meshgate.query.bytes", query.bytes())
            .startSpan();
    query
        .error()
        .ifPresent(
            code -> {
              span.setAttribute("error.type", code.name());
              if (query.state() == QueryState.FAILED) {
                span.setStatus(StatusCode.ERROR, code.name());
              }
            });
    Context within = Context.root().with(span);
    part("plan", within, times.submitted(), times.planned().orElse(end))
        .end(times.planned().orElse(end));
    query.fragments().forEach(fragment -> fetch(fragment, within, end));
    times.residual().ifPresent(start -> part("residual", within, start, end).end(end));
    times.firstRows().ifPresent(first -> part("stream", within, first, end).end(end));
    span.end(end);
  }

  private void fetch(FragmentRecord fragment, Context within, Instant end) {
    fragment
        .started()
        .ifPresent(
            started -> {
              Instant last = fragment.ended().orElse(end);
              part("fetch " + fragment.source(), within, started, last)
                  .setAttribute("meshgate.fragment", fragment.name())
                  .setAttribute("meshgate.source", fragment.source())
                  .setAttribute("db.response.returned_rows", fragment.rows())
                  .setAttribute("meshgate.source.bytes", fragment.bytes())
                  .end(last);
            });
  }

  private Span part(String name, Context within, Instant start, Instant end) {
    return tracer
        .spanBuilder(name)
        .setParent(within)
        .setStartTimestamp(start.isAfter(end) ? end : start)
        .startSpan();
  }

  // version-trace-span-flags, checked when it was received.
  private static Context remote(String traceParent) {
    String[] parts = traceParent.split("-", -1);
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            parts[1], parts[2], TraceFlags.fromHex(parts[3], 0), TraceState.getDefault());
    return Context.root().with(Span.wrap(parent));
  }
}
