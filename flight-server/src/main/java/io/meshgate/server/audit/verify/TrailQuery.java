package io.meshgate.server.audit.verify;

import io.meshgate.server.audit.record.BadRecordException;
import io.meshgate.server.audit.record.TrailLines;
import io.meshgate.server.audit.record.TrailRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which records of a trail are looked for; what is empty fits all.
 *
 * @param user whose they are
 * @param product names a product or one of its tables, which a decision is about
 * @param since not written before
 * @param until written before
 * @param code with which the statement was refused or ended
 */
public record TrailQuery(
    Optional<String> user,
    Optional<String> product,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> code) {

  public TrailQuery {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(code, "code");
  }

  /**
   * What was found.
   *
   * @param entries decisions and failed log-ins, in order
   * @param damaged how many lines are no records
   */
  public record Result(List<Entry> entries, long damaged) {
    public Result {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A decision or a failed log-in.
   *
   * @param record its record
   * @param end how the query ended, if it is a decision and the end is on record
   */
  public record Entry(TrailRecord record, Optional<TrailRecord> end) {
    public Entry {
      Objects.requireNonNull(record, "record");
      Objects.requireNonNull(end, "end");
    }

    /** Why it was refused or failed, if it was or did. */
    public Optional<String> error() {
      return record.text("error").or(() -> end.flatMap(last -> last.text("error")));
    }
  }

  /**
   * Looks through files. The trail is not verified.
   *
   * @param files the files of a trail, in order
   */
  public Result run(List<Path> files) throws IOException {
    Map<String, Entry> found = new LinkedHashMap<>();
    long damaged = 0;
    for (Path file : files) {
      try (TrailLines lines = TrailLines.open(file)) {
        for (Optional<TrailLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
          try {
            collect(TrailRecord.parse(line.get().bytes()), found);
          } catch (BadRecordException e) {
            damaged++;
          }
        }
      }
    }
    List<Entry> entries = new ArrayList<>(found.values());
    entries.removeIf(
        entry -> code.isPresent() && entry.error().filter(code.get()::equalsIgnoreCase).isEmpty());
    return new Result(entries, damaged);
  }

  private void collect(TrailRecord record, Map<String, Entry> found) {
    switch (record.type()) {
      case "decision" -> {
        if (fits(record)) {
          found.put(query(record), new Entry(record, Optional.empty()));
        }
      }
      case "end" ->
          found.computeIfPresent(
              query(record), (id, entry) -> new Entry(entry.record(), Optional.of(record)));
      case "login" -> {
        if (fits(record)) {
          found.put("login " + record.seq(), new Entry(record, Optional.empty()));
        }
      }
      default -> {
        // Of the trail itself, not of what somebody did.
      }
    }
  }

  private static String query(TrailRecord record) {
    return record.text("query").orElse("");
  }

  private boolean fits(TrailRecord record) {
    Instant time = record.time();
    return (user.isEmpty() || user.equals(record.text("user")))
        && (since.isEmpty() || !time.isBefore(since.get()))
        && (until.isEmpty() || time.isBefore(until.get()))
        && (product.isEmpty() || tables(record).stream().anyMatch(this::isOfProduct));
  }

  private boolean isOfProduct(String table) {
    String name = product.orElse("");
    return table.equalsIgnoreCase(name)
        || table.regionMatches(true, 0, name + ".", 0, name.length() + 1);
  }

  /** Names of the tables that a decision is about. */
  public static List<String> tables(TrailRecord record) {
    List<String> names = new ArrayList<>();
    if (record.members().get("tables") instanceof List<?> tables) {
      for (Object table : tables) {
        if (table instanceof Map<?, ?> members && members.get("table") instanceof String name) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
