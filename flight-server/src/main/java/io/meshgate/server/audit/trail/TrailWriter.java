package io.meshgate.server.audit.trail;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.SigningKey;
import io.meshgate.server.audit.record.Head;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a trail. Records that come at the same time are written, and forced to disk, as one group;
 * numbers are given when they are written, so there are no holes.
 *
 * <p>Safe for use by many threads. While the trail cannot be written, records for which nobody
 * waits are kept, up to a bound, and written later; when it can be written again, a record says how
 * many decisions are missing.
 */
public final class TrailWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrailWriter.class);
  private static final int LARGEST_GROUP = 1000;
  private static final int MOST_WAITING = 20_000;
  private static final int MOST_KEPT = 10_000;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_SECONDS = 30;

  private final TrailSettings settings;
  private final String gateway;
  private final SigningKey key;
  private final Clock clock;
  private final TrailFile.Opener opener;
  private final TrailLock lock;
  private final Publication publication;
  private final Thread thread = new Thread(this::run, "audit-trail");
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final Deque<Entry> kept = new ArrayDeque<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();
  private volatile boolean failing;
  private volatile boolean closing;
  private @Nullable TrailLog log;
  private Optional<Head> left = Optional.empty();
  private long missingDecisions;
  private long missingOthers;
  private long checkpointed = System.nanoTime();
  private long forced = System.nanoTime();
  private long unopened = System.nanoTime() - RETRY_NANOS;
  private boolean unforced;

  /**
   * A record that is to be written.
   *
   * @param content what it says
   * @param done is completed when it is on record; empty if nobody waits for that
   */
  private record Entry(Map<String, Object> content, Optional<CompletableFuture<Void>> done) {
    // Not an interrupt, which would close the file under the writer's hands.
    static final Entry WAKE_UP = new Entry(Map.of(), Optional.empty());
  }

  private TrailWriter(
      TrailSettings settings, String gateway, SigningKey key, Source source, TrailLock lock) {
    this.settings = settings;
    this.gateway = gateway;
    this.key = key;
    this.clock = source.clock();
    this.opener = source.opener();
    this.lock = lock;
    this.publication = new Publication(settings.publish());
  }

  /**
   * Where time and files come from.
   *
   * @param clock tells when a record is written
   * @param opener opens files
   */
  record Source(Clock clock, TrailFile.Opener opener) {}

  /**
   * Opens a trail for writing and puts on record that it goes on from here.
   *
   * @param gateway the gateway's name
   * @param key signs the checkpoints
   * @throws IOException if another gateway writes it, or it cannot be written now, or was changed
   *     by another hand
   */
  public static TrailWriter open(TrailSettings settings, String gateway, SigningKey key)
      throws IOException {
    return open(settings, gateway, key, new Source(Clock.systemUTC(), TrailFile::open));
  }

  static TrailWriter open(TrailSettings settings, String gateway, SigningKey key, Source source)
      throws IOException {
    TrailLock lock = TrailLock.take(settings.folder());
    TrailWriter writer = new TrailWriter(settings, gateway, key, source, lock);
    try {
      writer.append(writer.opened(), List.of(writer.content("start")));
      // What a crash has left unsigned is signed now, and a young trail has a signature at all.
      writer.checkpoint(writer.opened());
    } catch (IOException | RuntimeException e) {
      try (lock) {
        writer.discard();
      }
      throw e;
    }
    writer.thread.setDaemon(true);
    writer.thread.start();
    return writer;
  }

  /**
   * Puts something on record.
   *
   * @return completed when it is on record as safely as configured; fails with an {@link
   *     IOException} if it cannot be written
   */
  public CompletableFuture<Void> write(Map<String, Object> content) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (closing) {
      done.completeExceptionally(new IOException("The audit trail is closed"));
      return done;
    }
    waiting.add(new Entry(content, Optional.of(done)));
    return done;
  }

  /** Puts something on record soon. Never blocks. */
  public void note(Map<String, Object> content) {
    if (closing || waiting.size() >= MOST_WAITING) {
      missing.incrementAndGet();
    } else {
      waiting.add(new Entry(content, Optional.empty()));
    }
  }

  /** How many records were written since the start. */
  public long written() {
    return written.get();
  }

  /** How many records could not be written and never will. */
  public long missing() {
    return missing.get();
  }

  /** Whether the trail could not be written when it was last tried. */
  public boolean isFailing() {
    return failing;
  }

  private void run() {
    while (!closing || !waiting.isEmpty()) {
      List<Entry> group = new ArrayList<>();
      try {
        Entry first = waiting.poll(patience(), TimeUnit.NANOSECONDS);
        if (first != null) {
          group.add(first);
          waiting.drainTo(group, LARGEST_GROUP);
          group.removeIf(entry -> entry.equals(Entry.WAKE_UP));
        }
      } catch (InterruptedException e) {
        // Only closing ends this thread.
        LOG.debug("The writer of the audit trail was interrupted");
      }
      write(group);
      keepUp();
    }
    finish();
  }

  /** How long there is nothing to do if nothing comes. */
  private long patience() {
    long now = System.nanoTime();
    long patience = TimeUnit.MINUTES.toNanos(1);
    if (failing || !kept.isEmpty()) {
      patience = RETRY_NANOS;
    }
    if (unforced) {
      patience = Math.min(patience, forced + RETRY_NANOS - now);
    }
    if (log != null && log.sinceCheckpoint() > 0) {
      patience = Math.min(patience, checkpointed + settings.checkpoint().time().toNanos() - now);
    }
    return Math.max(patience, TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void write(List<Entry> group) {
    if (group.isEmpty() && kept.isEmpty()) {
      return;
    }
    List<Entry> all = new ArrayList<>(kept);
    all.addAll(group);
    try {
      TrailLog open = opened();
      rotate(open);
      List<Map<String, Object>> contents = new ArrayList<>();
      gap().ifPresent(contents::add);
      all.forEach(entry -> contents.add(entry.content()));
      append(open, contents);
    } catch (IOException | RuntimeException e) {
      failed(e);
      group.forEach(entry -> turnAway(entry, e));
      return;
    }
    kept.clear();
    missingDecisions = 0;
    missingOthers = 0;
    try {
      commit();
      all.forEach(entry -> entry.done().ifPresent(done -> done.complete(null)));
    } catch (IOException e) {
      // Written, but perhaps not for good: nobody acts on it.
      failed(e);
      all.forEach(entry -> entry.done().ifPresent(done -> done.completeExceptionally(e)));
    }
  }

  private void append(TrailLog open, List<Map<String, Object>> contents) throws IOException {
    open.append(contents, clock.instant());
    written.addAndGet(contents.size());
    if (failing) {
      LOG.info("The audit trail is written again");
      failing = false;
    }
  }

  private Optional<Map<String, Object>> gap() {
    return missingDecisions == 0 && missingOthers == 0
        ? Optional.empty()
        : Optional.of(
            ImmutableMap.<String, Object>builder()
                .putAll(content("gap"))
                .put("decisions", missingDecisions)
                .put("others", missingOthers)
                .buildOrThrow());
  }

  private void failed(Exception failure) {
    if (!failing) {
      LOG.error("The audit trail in {} cannot be written", settings.folder(), failure);
      failing = true;
    }
    if (log != null && log.isBroken()) {
      discard();
    }
  }

  private void turnAway(Entry entry, Exception failure) {
    if (entry.done().isPresent()) {
      missingDecisions++;
      missing.incrementAndGet();
      entry.done().get().completeExceptionally(failure);
    } else if (kept.size() < MOST_KEPT) {
      kept.add(entry);
    } else {
      missingOthers++;
      missing.incrementAndGet();
    }
  }

  /** The trail, opened anew if it was given up. */
  private TrailLog opened() throws IOException {
    TrailLog known = log;
    if (known != null) {
      return known;
    }
    // Opening reads the last file, which takes long if every query asks for it.
    if (System.nanoTime() - unopened < RETRY_NANOS && !closing) {
      throw new IOException("The audit trail could not be opened a moment ago");
    }
    TrailLog open;
    try {
      open = TrailLog.open(settings.folder(), left, opener);
    } catch (IOException e) {
      unopened = System.nanoTime();
      throw e;
    }
    log = open;
    if (open.repaired().isPresent()) {
      TrailEnd.Torn torn = open.repaired().get();
      LOG.warn("The last {} bytes of the audit trail were half written", torn.bytes());
      append(
          open,
          List.of(
              ImmutableMap.<String, Object>builder()
                  .putAll(content("repair"))
                  .put("bytes", torn.bytes())
                  .put("digest", torn.digest())
                  .buildOrThrow()));
    }
    return open;
  }

  /** Closes the files; they are opened again when there is something to write. */
  private void discard() {
    TrailLog open = log;
    log = null;
    if (open != null) {
      left = Optional.of(open.head());
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("A file of the audit trail could not be closed", e);
      }
    }
  }

  /** Makes what was appended as safe as configured. */
  private void commit() throws IOException {
    if (settings.fsync() == TrailSettings.Fsync.ALWAYS) {
      force();
    } else {
      unforced = settings.fsync() == TrailSettings.Fsync.SECOND;
    }
  }

  private void force() throws IOException {
    if (log != null) {
      log.force();
    }
    forced = System.nanoTime();
    unforced = false;
  }

  private void rotate(TrailLog open) throws IOException {
    boolean old =
        open.started()
            .filter(
                started ->
                    Duration.between(started, clock.instant()).compareTo(settings.rotation().age())
                        >= 0)
            .isPresent();
    if (open.started().isPresent() && (old || open.length() >= settings.rotation().bytes())) {
      checkpoint(open);
      open.rotate();
    }
  }

  /** Signs and forces what is due. */
  private void keepUp() {
    try {
      TrailLog open = log;
      if (open == null) {
        return;
      }
      long now = System.nanoTime();
      boolean due =
          open.sinceCheckpoint() >= settings.checkpoint().records()
              || now - checkpointed >= settings.checkpoint().time().toNanos();
      if (due && open.sinceCheckpoint() > 0) {
        checkpoint(open);
      }
      if (unforced && now - forced >= RETRY_NANOS) {
        force();
      }
      publication.retry();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private void checkpoint(TrailLog open) throws IOException {
    if (open.sinceCheckpoint() == 0) {
      return;
    }
    Instant time = clock.instant();
    SignedCheckpoint signed = SignedCheckpoint.sign(open.checkpoint(gateway, time), key);
    append(
        open,
        List.of(
            ImmutableMap.<String, Object>builder()
                .putAll(content(TrailLog.CHECKPOINT))
                .putAll(signed.members())
                .buildOrThrow()));
    force();
    checkpointed = System.nanoTime();
    publication.publish(signed);
  }

  private Map<String, Object> content(String type) {
    return ImmutableMap.of("v", 1, "type", type, "gateway", gateway);
  }

  private void finish() {
    try {
      write(List.of(new Entry(content("stop"), Optional.empty())));
      if (log != null) {
        checkpoint(log);
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("The end of the audit trail could not be signed", e);
    } finally {
      discard();
      IOException closed = new IOException("The audit trail is closed");
      waiting.forEach(entry -> entry.done().ifPresent(done -> done.completeExceptionally(closed)));
    }
  }

  /** Writes what waits, puts the end on record and signs it. Does nothing the second time. */
  @Override
  public void close() {
    closing = true;
    waiting.add(Entry.WAKE_UP);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      lock.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("The lock of the audit trail could not be freed", e);
    }
  }
}
