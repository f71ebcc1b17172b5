package io.meshgate.server.cli.output;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Aligned columns of texts.
 *
 * <p>The first rows decide the widths, and the rest streams. Where the style has a width, the
 * widest texts are cut to fit, numbers never, and columns that find no place are left out at the
 * right; without one, a later cell that is wider than its column pushes its line out.
 */
public final class TextTable {
  private static final int ROWS_THAT_DECIDE = 1000;
  private static final int NARROW = 8;
  private static final String GAP = "  ";
  private static final String MORE = "…";

  private final ImmutableList<Column> columns;
  private final TextStyle style;
  private final Writer out;
  private final int[] widths;
  private final List<List<Optional<String>>> held = new ArrayList<>();
  private int shown;
  private int spareAtTheEnd;
  private boolean streaming;
  private boolean cut;

  /** At which side texts stand. */
  public enum Side {
    /** Texts. */
    LEFT,
    /** Numbers. */
    RIGHT
  }

  /**
   * A column.
   *
   * @param name what stands above it
   * @param side at which side its texts stand
   */
  public record Column(String name, Side side) {
    public Column {
      name = DisplayText.oneLine(name);
    }
  }

  /** A table that is written to {@code out}, which stays the caller's. */
  public TextTable(List<Column> columns, TextStyle style, Writer out) {
    this.columns = ImmutableList.copyOf(columns);
    this.style = style;
    this.out = out;
    this.widths = new int[columns.size()];
    this.shown = columns.size();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = DisplayText.width(columns.get(i).name());
    }
  }

  /** A table of texts. */
  public static TextTable ofTexts(List<String> names, TextStyle style, Writer out) {
    return new TextTable(
        names.stream().map(name -> new Column(name, Side.LEFT)).toList(), style, out);
  }

  /** Adds a row: a text for each column, empty for NULL. */
  public void add(List<Optional<String>> row) throws IOException {
    List<Optional<String>> cells =
        row.stream().map(cell -> cell.map(DisplayText::oneLine)).toList();
    if (streaming) {
      line(cells);
      return;
    }
    for (int i = 0; i < widths.length; i++) {
      String text = cells.get(i).orElse(style.nullText());
      widths[i] = Math.max(widths[i], DisplayText.width(text));
    }
    held.add(cells);
    if (held.size() == ROWS_THAT_DECIDE) {
      release();
    }
  }

  /** Writes what is held. The last call. */
  public void finish() throws IOException {
    if (!streaming) {
      release();
    }
    out.flush();
  }

  /** Whether something of what was written is not shown whole. */
  public boolean isCut() {
    return cut;
  }

  private void release() throws IOException {
    streaming = true;
    style.width().ifPresent(this::fit);
    line(columns.stream().map(column -> Optional.of(column.name())).toList());
    List<Optional<String>> rule = new ArrayList<>(widths.length);
    for (int width : widths) {
      rule.add(Optional.of("-".repeat(width)));
    }
    line(rule);
    for (List<Optional<String>> cells : held) {
      line(cells);
    }
    held.clear();
  }

  private void fit(int screen) {
    while (shown > 1 && narrowest() > room(screen)) {
      shown--;
    }
    cut = shown < widths.length;
    // The widest give way first, all of them to the same width.
    while (total() > room(screen)) {
      int widest = 0;
      for (int i = 1; i < shown; i++) {
        if (spare(i) > 0 && (spare(widest) <= 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (spare(widest) <= 0) {
        break;
      }
      widths[widest]--;
    }
    spareAtTheEnd = Math.max(0, room(screen) - total());
  }

  private int room(int screen) {
    return shown < widths.length ? screen - GAP.length() - MORE.length() : screen;
  }

  private int total() {
    int total = GAP.length() * (shown - 1);
    for (int i = 0; i < shown; i++) {
      total += widths[i];
    }
    return total;
  }

  private int narrowest() {
    int total = GAP.length() * (shown - 1);
    for (int i = 0; i < shown; i++) {
      total += narrow(i);
    }
    return total;
  }

  // A number without its last digits is another number.
  private int narrow(int column) {
    return columns.get(column).side() == Side.RIGHT
        ? widths[column]
        : Math.min(widths[column], NARROW);
  }

  private int spare(int column) {
    return widths[column] - narrow(column);
  }

  private void line(List<Optional<String>> cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      String text = fitted(cells.get(i).orElse(style.nullText()), i);
      String padding = " ".repeat(Math.max(0, widths[i] - DisplayText.width(text)));
      boolean right = columns.get(i).side() == Side.RIGHT;
      line.append(i == 0 ? "" : GAP).append(right ? padding : "");
      line.append(cells.get(i).isPresent() ? text : style.dim(text));
      line.append(right ? "" : padding);
    }
    if (shown < widths.length) {
      line.append(GAP).append(MORE);
    }
    out.write(line.toString().stripTrailing());
    out.write('\n');
  }

  /** A later number that is wider than the first ones pushes its line out: it is never cut. */
  private String fitted(String text, int column) {
    boolean number = columns.get(column).side() == Side.RIGHT;
    int limit = widths[column] + (column == shown - 1 ? spareAtTheEnd : 0);
    if (style.width().isEmpty() || number || DisplayText.width(text) <= limit) {
      return text;
    }
    cut = true;
    return DisplayText.cut(text, limit);
  }
}
