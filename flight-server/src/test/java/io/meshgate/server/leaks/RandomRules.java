package io.meshgate.server.leaks;

import io.meshgate.server.leaks.ColumnMask.Strength;
import io.meshgate.server.leaks.RowRule.Effect;
import io.meshgate.server.leaks.RowRule.Layer;
import io.meshgate.server.leaks.TableRules.Terms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random rules for one table, under which about a third of its rows is hidden. */
final class RandomRules {

  private static final int TRIES = 40;
  private static final double WANTED = 0.65;
  private static final double NEAR = 0.15;

  private final RandomTable table;
  private final Random random;
  private final Audience granted;
  private final Terms terms;

  RandomRules(RandomTable table, Random random) {
    this.table = table;
    this.random = random;
    int choice = random.nextInt(20);
    this.granted =
        choice < 11
            ? Audience.ALL_READERS
            : choice < 17 ? Audience.READERS : choice < 19 ? Audience.PRODUCTS : Audience.OTHERS;
    boolean limited = random.nextInt(7) == 0;
    this.terms =
        new Terms(
            random.nextInt(5) == 0, limited ? 2 + random.nextInt(3) : 1, random.nextInt(3) == 0);
  }

  /** Rules for a table that holds these rows. */
  TableRules make(List<List<@Nullable Object>> rows) {
    TableRules best = one();
    if (random.nextInt(20) == 0) {
      return best;
    }
    for (int i = 0; i < TRIES && distance(best, rows) > NEAR; i++) {
      TableRules next = one();
      best = distance(next, rows) < distance(best, rows) ? next : best;
    }
    return best;
  }

  private static double distance(TableRules rules, List<List<@Nullable Object>> rows) {
    if (rules.granted() == Audience.OTHERS || rows.isEmpty()) {
      return 0;
    }
    Viewer viewer = rules.granted() == Audience.PRODUCTS ? Viewer.PRODUCT : Viewer.ANA;
    return Math.abs((double) rules.visible(rows, viewer).size() / rows.size() - WANTED);
  }

  private TableRules one() {
    List<Integer> columns = new ArrayList<>(table.ordinals());
    Collections.shuffle(columns.subList(2, columns.size()), random);
    columns = columns.subList(0, 6 + random.nextInt(columns.size() - 5));
    Collections.shuffle(columns, random);
    Formulas formulas = new Formulas(random, table, List.copyOf(columns));
    boolean open = random.nextInt(9) == 0;
    List<RowRule> rows = open ? List.of() : rows(formulas);
    List<Integer> denied = new ArrayList<>();
    List<MaskRule> masks = new ArrayList<>();
    for (int column : columns) {
      if (!open && column != 0 && random.nextInt(9) == 0) {
        denied.add(column);
      } else if (!open && random.nextInt(3) == 0) {
        masks.addAll(masks(column, formulas));
      }
    }
    boolean permitted =
        rows.stream().anyMatch(rule -> rule.isPermitOf(Layer.DOMAIN)) && random.nextInt(6) != 0;
    return new TableRules(table, columns, denied, granted, !permitted, rows, masks, terms);
  }

  private List<RowRule> rows(Formulas formulas) {
    List<RowRule> rows = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      rows.add(rule(Layer.DOMAIN, Effect.PERMIT, formulas.mappedCondition(2)));
    }
    if (!rows.isEmpty() && random.nextInt(3) == 0) {
      rows.add(rule(Layer.DOMAIN, Effect.PERMIT, formulas.missing()));
    }
    for (Layer layer : Layer.values()) {
      if (random.nextInt(layer == Layer.DOMAIN ? 2 : 4) == 0) {
        rows.add(rule(layer, Effect.RESTRICT, formulas.mappedCondition(1)));
      }
      if (layer != Layer.DOMAIN && random.nextInt(10) == 0) {
        rows.add(
            new RowRule(layer, Effect.PERMIT, Audience.ALL_READERS, formulas.mappedCondition(1)));
      }
    }
    if (random.nextInt(4) == 0) {
      rows.add(
          new RowRule(Layer.DOMAIN, Effect.RESTRICT, Audience.OTHERS, formulas.mappedCondition(1)));
    }
    rows.add(
        new RowRule(Layer.DOMAIN, Effect.RESTRICT, Audience.NARROW, formulas.mappedCondition(1)));
    Collections.shuffle(rows, random);
    return rows;
  }

  private RowRule rule(Layer layer, Effect effect, Formula when) {
    boolean permit = effect == Effect.PERMIT;
    Audience usual = permit ? Audience.ALL_READERS : Audience.EVERYBODY;
    return new RowRule(layer, effect, random.nextInt(4) == 0 ? Audience.READERS : usual, when);
  }

  private List<MaskRule> masks(int column, Formulas formulas) {
    List<MaskRule> masks = new ArrayList<>();
    ColumnMask mask = ColumnMask.random(table, column, random, formulas);
    masks.add(new MaskRule(layer(), column, Audience.EVERYBODY, mask));
    if (mask.strength() != Strength.EXPRESSION && random.nextInt(4) == 0) {
      ColumnMask weaker = ColumnMask.expression(table, column, formulas.known());
      masks.add(new MaskRule(layer(), column, Audience.EVERYBODY, weaker));
    }
    if (mask.strength() == Strength.PARTIAL && random.nextInt(4) == 0) {
      ColumnMask.otherPart(table.fields().get(column), column, mask)
          .ifPresent(other -> masks.add(new MaskRule(layer(), column, Audience.READERS, other)));
    }
    if (random.nextInt(6) == 0) {
      ColumnMask other = ColumnMask.random(table, column, random, formulas);
      MaskRule rule = new MaskRule(layer(), column, Audience.OTHERS, other);
      // The gateway refuses two expressions that may be for the same user.
      if (other.strength() != Strength.EXPRESSION
          || masks.stream().noneMatch(of -> of.mask().strength() == Strength.EXPRESSION)) {
        masks.add(rule);
      }
    }
    return masks;
  }

  private Layer layer() {
    return random.nextBoolean()
        ? Layer.DOMAIN
        : random.nextBoolean() ? Layer.GOVERNANCE : Layer.CONTRACT;
  }
}
