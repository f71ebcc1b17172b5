package io.meshgate.server.audit.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One pass over a line, which finds out what every record has without making objects of the rest.
 *
 * <p>It takes a line only if it is surely canonical: ASCII, few levels, names in order, the one way
 * to write each text and number. Of a line that it does not take it says nothing; those are rare,
 * and {@link CanonicalJson} decides about them. Used once.
 */
final class RecordScan {

  private static final int MOST_LEVELS = 64;

  /** Of numbers with so many digits a double holds each. */
  private static final int MOST_DIGITS = 15;

  private final byte[] line;
  private int at;
  private int hashStart;
  private int hashEnd;
  private long seq = -1;
  private String hash = "";
  private String prevHash = "";
  private String time = "";
  private String type = "";

  /** The line is not surely canonical. */
  private static final class Unsure extends Exception {
    private static final long serialVersionUID = 1;

    // Nobody looks where it comes from.
    Unsure() {
      super(null, null, false, false);
    }
  }

  private RecordScan(byte[] line) {
    this.line = line;
  }

  /** Looks at a line; empty if it is not surely canonical, or lacks what every record has. */
  static Optional<RecordScan> of(byte[] line) {
    RecordScan scan = new RecordScan(line);
    try {
      scan.object(0);
    } catch (Unsure e) {
      return Optional.empty();
    }
    boolean complete =
        scan.at == line.length
            && scan.seq >= 0
            && !scan.hash.isEmpty()
            && !scan.prevHash.isEmpty()
            && !scan.time.isEmpty()
            && !scan.type.isEmpty()
            && scan.hashEnd < line.length
            && line[scan.hashEnd] == ',';
    return complete ? Optional.of(scan) : Optional.empty();
  }

  long seq() {
    return seq;
  }

  String hash() {
    return hash;
  }

  String prevHash() {
    return prevHash;
  }

  String time() {
    return time;
  }

  String type() {
    return type;
  }

  /** The SHA-256 of the line without its hash and the comma behind it. */
  byte[] digestWithoutHash() {
    return Digests.sha256Without(line, hashStart, hashEnd + 1);
  }

  private byte next() throws Unsure {
    if (at >= line.length) {
      throw new Unsure();
    }
    return line[at++];
  }

  private void expect(char c) throws Unsure {
    if (next() != c) {
      throw new Unsure();
    }
  }

  private void object(int level) throws Unsure {
    expect('{');
    if (at < line.length && line[at] == '}') {
      at++;
      return;
    }
    int nameStart = -1;
    int nameEnd = -1;
    byte end = ',';
    while (end == ',') {
      int start = at;
      boolean plain = text();
      int stop = at;
      // Of escaped names the order is not that of their bytes.
      if (!plain || (nameStart >= 0 && !isBefore(nameStart, nameEnd, start, stop))) {
        throw new Unsure();
      }
      nameStart = start;
      nameEnd = stop;
      expect(':');
      int valueStart = at;
      value(level + 1);
      if (level == 0) {
        member(start, stop, valueStart);
      }
      end = next();
    }
    if (end != '}') {
      throw new Unsure();
    }
  }

  private boolean isBefore(int from, int to, int nextFrom, int nextTo) {
    // Without the quotes, the second of which would count as a character.
    return Arrays.compare(line, from + 1, to - 1, line, nextFrom + 1, nextTo - 1) < 0;
  }

  private void member(int start, int stop, int valueStart) {
    switch (ascii(start + 1, stop - 1)) {
      case "seq" -> seq = line[valueStart] == '"' ? -1 : number(valueStart);
      case "hash" -> {
        hash = textAt(valueStart);
        hashStart = start;
        hashEnd = at;
      }
      case "prevHash" -> prevHash = textAt(valueStart);
      case "time" -> time = textAt(valueStart);
      case "type" -> type = textAt(valueStart);
      default -> {
        // Of the content.
      }
    }
  }

  private long number(int start) {
    byte first = line[start];
    return first >= '0' && first <= '9' ? Long.parseLong(ascii(start, at)) : -1;
  }

  /** The text that a value is; empty if it is none, or has anything escaped. */
  private String textAt(int start) {
    boolean plain = line[start] == '"';
    for (int i = start; i < at && plain; i++) {
      plain = line[i] != '\\';
    }
    return plain ? ascii(start + 1, at - 1) : "";
  }

  private String ascii(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }

  private void value(int level) throws Unsure {
    if (level > MOST_LEVELS || at >= line.length) {
      throw new Unsure();
    }
    switch (line[at]) {
      case '"' -> text();
      case '{' -> object(level);
      case '[' -> list(level);
      case 't' -> word("true");
      case 'f' -> word("false");
      default -> wholeNumber();
    }
  }

  private void list(int level) throws Unsure {
    expect('[');
    if (at < line.length && line[at] == ']') {
      at++;
      return;
    }
    byte end = ',';
    while (end == ',') {
      value(level + 1);
      end = next();
    }
    if (end != ']') {
      throw new Unsure();
    }
  }

  private void word(String word) throws Unsure {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
  }

  private void wholeNumber() throws Unsure {
    boolean negative = line[at] == '-';
    if (negative) {
      at++;
    }
    int start = at;
    while (at < line.length && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
    int digits = at - start;
    boolean leadingZero = digits > 0 && line[start] == '0' && (digits > 1 || negative);
    if (digits == 0 || digits > MOST_DIGITS || leadingZero) {
      throw new Unsure();
    }
  }

  /** Passes a text; whether nothing in it is escaped. */
  private boolean text() throws Unsure {
    expect('"');
    boolean plain = true;
    for (byte c = next(); c != '"'; c = next()) {
      if (c == '\\') {
        plain = false;
        escape();
      } else if (c < ' ') {
        // Control characters, and all that is not ASCII.
        throw new Unsure();
      }
    }
    return plain;
  }

  private void escape() throws Unsure {
    byte c = next();
    boolean isShort =
        c == '"' || c == '\\' || c == 'b' || c == 't' || c == 'n' || c == 'f' || c == 'r';
    if (isShort) {
      return;
    }
    if (c != 'u') {
      throw new Unsure();
    }
    word("00");
    byte high = next();
    byte low = next();
    boolean control = high == '0' || high == '1';
    boolean hex = (low >= '0' && low <= '9') || (low >= 'a' && low <= 'f');
    // 8, 9, 10, 12 and 13 have short forms.
    boolean hasShort = high == '0' && "89acd".indexOf(low) >= 0;
    if (!control || !hex || hasShort) {
      throw new Unsure();
    }
  }
}
