package io.meshgate.server.observe;

import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.server.audit.GatewayAudit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A gateway's meters and traces. Traces are made only if the environment names a place for them, by
 * the variables of the OpenTelemetry SDK, or by the system properties of the same names. Safe for
 * use by many threads; closing it sends what is left.
 */
public final class Telemetry implements AutoCloseable {

  private static final List<String> SWITCHES =
      List.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          "OTEL_TRACES_EXPORTER");

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Optional<OpenTelemetrySdk> traces;

  /**
   * @param environment the process's environment, which says where traces go
   */
  public Telemetry(Map<String, String> environment) {
    this.traces =
        SWITCHES.stream().anyMatch(name -> isSet(name, environment))
            ? Optional.of(sdk(environment))
            : Optional.empty();
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    collections.bindTo(meters);
  }

  private static boolean isSet(String name, Map<String, String> environment) {
    String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
    return environment.containsKey(name) || System.getProperty(property) != null;
  }

  // Metrics are scraped and logs are written: only traces are sent.
  private static OpenTelemetrySdk sdk(Map<String, String> environment) {
    Map<String, String> defaults =
        Map.of(
            "otel.service.name", environment.getOrDefault("OTEL_SERVICE_NAME", "meshgate"),
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> defaults)
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  /** Who has to be told of queries. */
  public List<QueryListener> listeners() {
    List<QueryListener> listeners = new ArrayList<>();
    listeners.add(new QueryLog());
    listeners.add(new QueryMetrics(meters));
    traces.ifPresent(sdk -> listeners.add(new QueryTraces(sdk)));
    return listeners;
  }

  /** Shows what a gateway holds now. */
  public void watch(QueryRegistry queries, BufferAllocator buffers) {
    Gauge.builder("meshgate.queries.running", queries, QueryRegistry::running)
        .description("Queries under way")
        .register(meters);
    Gauge.builder("meshgate.buffers", buffers, BufferAllocator::getAllocatedMemory)
        .description("Arrow buffers held by queries and deliveries")
        .baseUnit("bytes")
        .register(meters);
  }

  /** Shows how the audit trail fares. */
  public void watch(GatewayAudit audit) {
    FunctionCounter.builder("meshgate.audit.records", audit, GatewayAudit::written)
        .description("Records written to the audit trail")
        .register(meters);
    FunctionCounter.builder("meshgate.audit.missing", audit, GatewayAudit::missing)
        .description("Records that the audit trail lacks because they could not be written")
        .register(meters);
    Gauge.builder("meshgate.audit.failing", audit, trail -> trail.isFailing() ? 1 : 0)
        .description("Whether the audit trail cannot be written now")
        .register(meters);
  }

  /** All meters in Prometheus' text format. */
  public String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    collections.close();
    traces.ifPresent(OpenTelemetrySdk::close);
    meters.close();
  }
}
