package io.meshgate.system;

import static io.meshgate.system.SystemColumn.bigint;
import static io.meshgate.system.SystemColumn.instant;
import static io.meshgate.system.SystemColumn.text;

import io.meshgate.monitor.FragmentRecord;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The queries of this gateway: one's own, and for governance those of everybody. */
public final class QueryTables {

  private QueryTables() {}

  /** The tables over a registry, by name. */
  public static List<SystemTable> of(QueryRegistry registry) {
    return List.of(queries(registry), fragments(registry));
  }

  private static SystemTable queries(QueryRegistry registry) {
    return new SystemTable(
        MeshTables.SCHEMA,
        "queries",
        "Queries that run on this gateway or ended lately: one's own, all for governance",
        List.of(
            text("query_id", "Identifier, as logs and the sources' session lists show it"),
            text("user_name", "Who asks, or as whom somebody of governance asks"),
            text("run_by", "Who really asks, with the eyes of user_name; NULL if it is they"),
            text("purpose", "Declared purpose of the session"),
            text("client", "Program that asks, as it calls itself"),
            text("state", "PLANNING, RUNNING, FINISHED, FAILED or CANCELLED"),
            text("statement", "Its text; in those of others a ? stands for each literal"),
            text("error_code", "Why it failed"),
            instant("submitted", "When the gateway began with it"),
            instant("ended", "When it ended"),
            bigint("plan_ms", "Milliseconds until the plan was ready"),
            bigint("first_row_ms", "Milliseconds until the first rows were ready"),
            bigint("total_ms", "Milliseconds until its end"),
            bigint("rows_delivered", "Rows delivered"),
            bigint("bytes_delivered", "Bytes of Arrow buffers delivered"),
            bigint("source_rows", "Rows that came from the sources"),
            bigint("source_bytes", "Bytes of Arrow buffers that came from the sources"),
            text("sources", "Sources that it reads, separated by commas")),
        catalog ->
            registry.visible(catalog.principal()).stream()
                .map(query -> query(catalog.principal(), query)));
  }

  private static List<@Nullable Object> query(Principal reader, QueryRecord query) {
    QueryRecord.Times times = query.times();
    boolean own = query.isOf(reader);
    return Arrays.asList(
        query.id(),
        query.subject(),
        query.actor().orElse(null),
        query.purpose().orElse(null),
        query.client().agent().orElse(null),
        query.state().name(),
        own ? query.statement() : query.statementWithoutLiterals(),
        query.error().map(ErrorCode::name).orElse(null),
        times.submitted(),
        times.ended().orElse(null),
        millis(times, times.planned()),
        millis(times, times.firstRows()),
        millis(times, times.ended()),
        query.rows(),
        query.bytes(),
        query.sourceRows(),
        query.sourceBytes(),
        query.fragments().stream()
            .map(FragmentRecord::source)
            .distinct()
            .collect(Collectors.joining(", ")));
  }

  private static @Nullable Long millis(QueryRecord.Times times, Optional<Instant> until) {
    return until.map(end -> Duration.between(times.submitted(), end).toMillis()).orElse(null);
  }

  private static SystemTable fragments(QueryRegistry registry) {
    return new SystemTable(
        MeshTables.SCHEMA,
        "query_fragments",
        "What the queries in system.queries fetch from each source",
        List.of(
            text("query_id", "Identifier of the query"),
            text("fragment", "Name of the fetch in the plan"),
            text("source", "Source that is read"),
            bigint("source_rows", "Rows that came"),
            bigint("source_bytes", "Bytes of Arrow buffers that came"),
            instant("started", "When the source was asked"),
            instant("ended", "When nothing more came")),
        catalog ->
            registry.visible(catalog.principal()).stream()
                .flatMap(
                    query ->
                        query.fragments().stream().map(fragment -> fragment(query, fragment))));
  }

  private static List<@Nullable Object> fragment(QueryRecord query, FragmentRecord fragment) {
    return Arrays.asList(
        query.id(),
        fragment.name(),
        fragment.source(),
        fragment.rows(),
        fragment.bytes(),
        fragment.started().orElse(null),
        fragment.ended().orElse(null));
  }
}
