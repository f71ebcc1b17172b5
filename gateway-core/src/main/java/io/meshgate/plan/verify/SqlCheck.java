package io.meshgate.plan.verify;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.plan.verify.Output.Origin;
import io.meshgate.plan.verify.SqlWords.Kind;
import io.meshgate.plan.verify.SqlWords.Word;
import io.meshgate.policy.Decision;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.spi.RemoteColumn;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSimplify;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * Checks the SQL that a source or a guard gets, word by word: which columns of a table it reads,
 * and whether the row filter is still in it. Renderers may write and simplify as they like, so it
 * looks for what any correct text has, not for one text.
 */
final class SqlCheck {

  private static final RexSimplify SIMPLIFY =
      new RexSimplify(SqlTypes.REX, RelOptPredicateList.EMPTY, RexUtil.EXECUTOR);

  private final SqlWords sql;
  private final String text;

  SqlCheck(String text) {
    this.text = text;
    this.sql = SqlWords.of(text);
  }

  /**
   * Nothing of a leaf is read but columns that leave it and those that its rules read.
   *
   * @param leaves all leaves of the text: one table may be there more than once
   */
  void readsNoOtherColumn(GuardedScan leaf, List<GuardedScan> leaves) {
    Set<String> allowed = new HashSet<>();
    for (GuardedScan other : leaves) {
      if (other.table().equals(leaf.table())) {
        readBy(other).forEach(ordinal -> allowed.add(name(other, ordinal)));
      }
    }
    Set<String> hidden = new HashSet<>();
    leaf.remoteTable().columns().forEach(column -> hidden.add(column.name()));
    hidden.removeAll(allowed);
    List<Word> words = sql.words();
    for (int i = 2; i < words.size(); i++) {
      boolean qualified =
          words.get(i).kind() == Kind.NAME
              && words.get(i - 1).text().equals(".")
              && words.get(i - 2).kind() == Kind.NAME;
      if (qualified
          && hidden.contains(words.get(i).text())
          && isAliasOf(words.get(i - 2).text(), leaf)) {
        throw new Violation(
            "column " + words.get(i).text() + " of " + leaf.table().displayName() + " is read");
      }
    }
    if (text.contains("* FROM " + leaf.remoteTable().from())) {
      throw new Violation("all columns of " + leaf.table().displayName() + " are read");
    }
  }

  // Renderers call inner queries t, t0, t1: a table of such a name cannot be told from them.
  private static boolean isAliasOf(String alias, GuardedScan leaf) {
    String table = leaf.table().name();
    return !table.matches("t\\d*") && alias.matches(Pattern.quote(table) + "\\d*");
  }

  private static Set<Integer> readBy(GuardedScan leaf) {
    Set<Integer> ordinals = new TreeSet<>();
    leaf.decision().rowPredicate().ifPresent(predicate -> ordinals.addAll(columns(predicate)));
    for (Decision.VisibleColumn column : leaf.columns()) {
      Optional<Decision.Mask> mask = column.mask();
      if (mask.isPresent()) {
        ordinals.addAll(columns(mask.get().expression()));
      } else {
        ordinals.add(column.ordinal());
      }
    }
    // A fetch of no columns counts rows by the first.
    if (leaf.columns().stream().allMatch(column -> column.mask().isPresent())) {
      ordinals.add(0);
    }
    return ordinals;
  }

  private static List<Integer> columns(RexNode expression) {
    return RelOptUtil.InputFinder.bits(expression).asList();
  }

  private static String name(GuardedLeaf leaf, int ordinal) {
    ProductColumn column = leaf.table().columns().get(ordinal);
    return leaf instanceof GuardedScan scan ? scan.remoteColumn(column).name() : column.name();
  }

  /**
   * The row filter of a leaf is in the text, if the table is.
   *
   * @param from how the text names the table
   * @param tested columns that conditions of the caller's read: what these say may have been merged
   *     with the filter
   */
  void keepsRowFilter(GuardedLeaf leaf, String from, Set<Origin> tested) {
    if (leaf.decision().rowPredicate().isEmpty() || !text.contains(from)) {
      return;
    }
    RexNode predicate = leaf.decision().rowPredicate().get();
    // Which conditions are always or never true is known to who writes the text as well.
    RexNode simplified = SIMPLIFY.simplifyUnknownAsFalse(predicate);
    if (!holds(leaf, predicate, tested) && !holds(leaf, simplified, tested)) {
      throw new Violation("the row filter of " + leaf.table().displayName() + " is not in its SQL");
    }
  }

  private boolean holds(GuardedLeaf leaf, RexNode predicate, Set<Origin> tested) {
    Set<String> names = new HashSet<>();
    Set<String> texts = new HashSet<>();
    Set<BigDecimal> numbers = new HashSet<>();
    // A column may be shown under a condition that has the words of the filter.
    for (Word word : sql.conditions().words()) {
      switch (word.kind()) {
        case NAME -> names.add(word.text());
        case TEXT -> texts.add(word.text());
        case NUMBER -> number(word.text()).ifPresent(numbers::add);
        case OTHER -> {}
      }
    }
    boolean never = predicate.isAlwaysFalse() || RexLiteral.isNullLiteral(predicate);
    if (never && !text.toUpperCase(Locale.ROOT).matches("(?s).*\\b(FALSE|NULL|0)\\b.*")) {
      return false;
    }
    for (int ordinal : columns(predicate)) {
      if (!names.contains(name(leaf, ordinal))
          && !names.contains(leaf.table().columns().get(ordinal).name())) {
        return false;
      }
    }
    Set<Integer> merged = new LinkedHashSet<>();
    tested.stream()
        .filter(origin -> origin.table().equals(leaf.table().displayName()))
        .forEach(origin -> merged.add(origin.ordinal()));
    return literals(predicate, merged).stream()
        .allMatch(
            literal ->
                SqlTypeUtil.isExactNumeric(literal.getType())
                    ? numbers.stream().anyMatch(n -> n.compareTo(number(literal).abs()) == 0)
                    : texts.contains(String.valueOf(literal.getValueAs(String.class))));
  }

  private static BigDecimal number(RexLiteral literal) {
    BigDecimal value = literal.getValueAs(BigDecimal.class);
    return value == null ? BigDecimal.ZERO : value;
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      // Not a number of SQL; the word is then something else, such as a part of a type.
      return Optional.empty();
    }
  }

  /**
   * Texts and whole or decimal numbers that columns outside of {@code merged} are compared with.
   */
  private static List<RexLiteral> literals(RexNode predicate, Set<Integer> merged) {
    Set<RexLiteral> found = new LinkedHashSet<>();
    RexUtil.expandSearch(SqlTypes.REX, null, predicate)
        .accept(
            new RexVisitorImpl<@Nullable Void>(true) {
              @Override
              public @Nullable Void visitCall(RexCall call) {
                boolean direct =
                    call.getOperands().size() == 2
                        && call.getOperands().get(0) instanceof RexInputRef reference
                        && !merged.contains(reference.getIndex());
                if (direct
                    && call.getOperands().get(1) instanceof RexLiteral literal
                    && isPlain(literal)) {
                  found.add(literal);
                }
                return super.visitCall(call);
              }
            });
    return List.copyOf(found);
  }

  private static boolean isPlain(RexLiteral literal) {
    RelDataType type = literal.getType();
    return !literal.isNull()
        && (SqlTypeUtil.isExactNumeric(type) || SqlTypeUtil.inCharFamily(type));
  }

  /** In the text of a guard, no masked column comes out as it went in. */
  void keepsMasks(GuardedLeaf leaf) {
    for (Decision.VisibleColumn column : leaf.columns()) {
      String raw = leaf.table().columns().get(column.ordinal()).name();
      if (column.mask().isPresent() && selectsBare(raw)) {
        throw new Violation(
            "column " + raw + " of " + leaf.table().displayName() + " has lost its mask");
      }
    }
  }

  // "alias"."column" between SELECT or a comma and the next comma, AS or FROM, outside of calls; or
  // what a row shows there if its value could be delivered.
  private boolean selectsBare(String column) {
    List<Word> words = sql.words();
    for (int i = 3; i < words.size() - 1; i++) {
      if (isShown(i, column)) {
        return true;
      }
      String before = words.get(i - 3).text().toUpperCase(Locale.ROOT);
      String after = words.get(i + 1).text().toUpperCase(Locale.ROOT);
      if (words.get(i).kind() == Kind.NAME
          && words.get(i).text().equals(column)
          && words.get(i - 1).text().equals(".")
          && (before.equals("SELECT") || before.equals(","))
          && (after.equals(",") || after.equals("AS") || after.equals("FROM"))
          && depth(i) == 0) {
        return true;
      }
    }
    return false;
  }

  // error('… "column"') ELSE "alias"."column"
  private boolean isShown(int word, String column) {
    List<Word> words = sql.words();
    return word > 4
        && words.get(word).text().equals(column)
        && words.get(word - 1).text().equals(".")
        && words.get(word - 3).text().equalsIgnoreCase("ELSE")
        && words.get(word - 5).kind() == Kind.TEXT
        && words.get(word - 5).text().startsWith(ResidualDialect.MISFIT);
  }

  private int depth(int word) {
    int depth = 0;
    for (int i = 0; i < word; i++) {
      String text = sql.words().get(i).kind() == Kind.OTHER ? sql.words().get(i).text() : "";
      depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
    }
    return depth;
  }

  /**
   * No text constant of the query is in the text of a sealed leaf, unless its rules have it too.
   *
   * @param constants those of the query
   */
  void saysNothingOfTheCaller(GuardedScan leaf, Set<String> constants) {
    Set<String> own = new HashSet<>();
    leaf.decision().rowPredicate().ifPresent(predicate -> collect(predicate, own));
    leaf.columns().stream()
        .flatMap(column -> column.mask().stream())
        .forEach(mask -> collect(mask.expression(), own));
    StringBuilder reads = new StringBuilder(leaf.remoteTable().from());
    for (RemoteColumn column : leaf.remoteTable().columns()) {
      reads.append(' ').append(column.read().replace(RemoteColumn.REFERENCE, " "));
      reads.append(' ').append(column.tolerantRead().replace(RemoteColumn.REFERENCE, " "));
    }
    SqlWords.of(reads.toString()).words().forEach(word -> own.add(word.text()));
    for (Word word : sql.words()) {
      if (word.kind() == Kind.TEXT
          && constants.contains(word.text())
          && !own.contains(word.text())) {
        throw new Violation("a constant of the query goes to sealed " + leaf.table().displayName());
      }
    }
  }

  /** Adds the constants of an expression that SQL writes as text. */
  static void collect(RexNode expression, Set<String> texts) {
    RexUtil.expandSearch(SqlTypes.REX, null, expression)
        .accept(
            new RexVisitorImpl<@Nullable Void>(true) {
              @Override
              public @Nullable Void visitLiteral(RexLiteral literal) {
                if (!literal.isNull()) {
                  plain(literal).ifPresent(texts::add);
                }
                return null;
              }
            });
  }

  private static Optional<String> plain(RexLiteral literal) {
    return switch (literal.getTypeName()) {
      case CHAR -> Optional.ofNullable(literal.getValueAs(String.class));
      case DATE -> Optional.of(String.valueOf(literal.getValueAs(DateString.class)));
      case TIME -> Optional.of(String.valueOf(literal.getValueAs(TimeString.class)));
      case TIMESTAMP -> Optional.of(String.valueOf(literal.getValueAs(TimestampString.class)));
      default -> Optional.empty();
    };
  }
}
