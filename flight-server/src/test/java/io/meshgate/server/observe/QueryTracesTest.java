package io.meshgate.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.monitor.FragmentRecord;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.monitor.QueryState;
import io.meshgate.session.ClientInfo;
import io.meshgate.session.ErrorCode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Traces and meters of records made by hand. */
class QueryTracesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  private static Optional<Instant> after(long millis) {
    return Optional.of(START.plusMillis(millis));
  }

  private static QueryRecord finished(Optional<String> parent) {
    return new QueryRecord(
        "q1",
        "ann",
        Optional.empty(),
        Optional.empty(),
        new ClientInfo(Optional.of("pyarrow"), parent),
        "SELECT * FROM t WHERE name = 'secret'",
        QueryState.FINISHED,
        Optional.empty(),
        new QueryRecord.Times(START, after(20), after(30), after(50), after(100)),
        7,
        700,
        List.of(new FragmentRecord("input_0", "crm", 9, 900, after(21), after(90))));
  }

  private static QueryRecord failed() {
    return new QueryRecord(
        "q2",
        "ann",
        Optional.empty(),
        Optional.empty(),
        ClientInfo.UNKNOWN,
        "SELECT 1/0",
        QueryState.FAILED,
        Optional.of(ErrorCode.DIVISION_BY_ZERO),
        new QueryRecord.Times(
            START, Optional.empty(), Optional.empty(), Optional.empty(), after(5)),
        0,
        0,
        List.of());
  }

  private static Map<String, SpanData> spans(QueryRecord query) {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    try (SdkTracerProvider provider =
            SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder().setTracerProvider(provider).build()) {
      new QueryTraces(sdk).ended(query);
      return exporter.getFinishedSpanItems().stream()
          .collect(Collectors.toMap(SpanData::getName, Function.identity()));
    }
  }

  private static SpanData named(Map<String, SpanData> spans, String name) {
    return Objects.requireNonNull(spans.get(name), name);
  }

  @Test
  void putsEveryPartBelowTheQueryAndTheQueryBelowItsCaller() {
    Map<String, SpanData> spans = spans(finished(Optional.of("00-" + TRACE + "-" + SPAN + "-01")));
    assertThat(spans).containsOnlyKeys("query", "plan", "fetch crm", "residual", "stream");
    SpanData query = named(spans, "query");
    assertThat(query.getTraceId()).isEqualTo(TRACE);
    assertThat(query.getParentSpanId()).isEqualTo(SPAN);
    assertThat(query.getEndEpochNanos() - query.getStartEpochNanos()).isEqualTo(100_000_000L);
    assertThat(query.getAttributes().get(AttributeKey.stringKey("db.query.text")))
        .isEqualTo("SELECT * FROM t WHERE name = ?");
    for (String part : List.of("plan", "fetch crm", "residual", "stream")) {
      assertThat(named(spans, part).getParentSpanId()).as(part).isEqualTo(query.getSpanId());
      assertThat(named(spans, part).getTraceId()).as(part).isEqualTo(TRACE);
    }
    SpanData fetch = named(spans, "fetch crm");
    assertThat(fetch.getEndEpochNanos() - fetch.getStartEpochNanos()).isEqualTo(69_000_000L);
    assertThat(fetch.getAttributes().get(AttributeKey.longKey("db.response.returned_rows")))
        .isEqualTo(9);
  }

  @Test
  void beginsATraceWhereTheClientHasNone() {
    SpanData query = named(spans(finished(Optional.empty())), "query");
    assertThat(query.getParentSpanContext().isValid()).isFalse();
    assertThat(query.getSpanContext().isValid()).isTrue();
  }

  @Test
  void marksFailures() {
    SpanData query = named(spans(failed()), "query");
    assertThat(query.getStatus())
        .isEqualTo(
            StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "DIVISION_BY_ZERO"));
  }

  @Test
  void countsAndTimes() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    QueryMetrics metrics = new QueryMetrics(meters);
    metrics.ended(finished(Optional.empty()));
    metrics.ended(finished(Optional.empty()));
    metrics.ended(failed());
    assertThat(meters.scrape())
        .contains("meshgate_query_rows_total 14.0")
        .contains("meshgate_source_bytes_total{source=\"crm\"} 1800.0")
        .contains("meshgate_query_seconds_count{error=\"none\",state=\"finished\"} 2")
        .contains("meshgate_query_seconds_count{error=\"division_by_zero\",state=\"failed\"} 1")
        .contains("meshgate_query_seconds_sum{error=\"none\",state=\"finished\"} 0.2")
        .doesNotContain("\"ann\"")
        .doesNotContain("secret");
  }
}
