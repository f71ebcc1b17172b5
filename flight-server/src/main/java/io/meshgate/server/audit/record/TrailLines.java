package io.meshgate.server.audit.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads the lines of a trail's file, as bytes. Not safe for use by many threads. */
public final class TrailLines implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST = 64 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  private long offset;

  private TrailLines(InputStream in) {
    this.in = in;
  }

  /** Opens a file. */
  public static TrailLines open(Path file) throws IOException {
    return new TrailLines(Files.newInputStream(file));
  }

  /**
   * One line.
   *
   * @param bytes the line without its end
   * @param offset where it begins in the file
   * @param ended whether its end is there
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // A carrier from the reader to one user; never compared.
  public record Line(byte[] bytes, long offset, boolean ended) {}

  /** The next line; empty at the end of the file. */
  public Optional<Line> next() throws IOException {
    long start = offset;
    ByteArrayOutputStream line = new ByteArrayOutputStream(0);
    while (from < to || fill()) {
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      offset += end - from;
      if (end < to && line.size() == 0) {
        byte[] bytes = Arrays.copyOfRange(buffer, from, end);
        from = end + 1;
        offset++;
        return Optional.of(new Line(bytes, start, true));
      }
      line.write(buffer, from, end - from);
      from = end;
      if (end < to) {
        from++;
        offset++;
        return Optional.of(new Line(line.toByteArray(), start, true));
      }
      if (line.size() > LONGEST) {
        throw new IOException("A line of the trail is longer than " + LONGEST + " bytes");
      }
    }
    return line.size() == 0
        ? Optional.empty()
        : Optional.of(new Line(line.toByteArray(), start, false));
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
