package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.meshgate.policy.PolicyDocument.GrantedRows;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one policy set for one table, typed against its columns. Columns are positions in
 * the table; ids are those that decisions show.
 */
record TableRules(
    String id,
    PolicyDocument.Layer layer,
    List<ColumnGrant> grants,
    List<Refusal> denials,
    List<RowRule> permits,
    List<RowRule> restricts,
    List<MaskRule> masks,
    PolicyDocument.Limits limits) {

  TableRules {
    grants = ImmutableList.copyOf(grants);
    denials = ImmutableList.copyOf(denials);
    permits = ImmutableList.copyOf(permits);
    restricts = ImmutableList.copyOf(restricts);
    masks = ImmutableList.copyOf(masks);
  }

  record ColumnGrant(
      String id,
      Subjects to,
      Set<String> purposes,
      Set<Integer> allowed,
      Set<Integer> denied,
      GrantedRows rows,
      Optional<LocalDate> validUntil) {
    ColumnGrant {
      purposes = ImmutableSet.copyOf(purposes);
      allowed = ImmutableSet.copyOf(allowed);
      denied = ImmutableSet.copyOf(denied);
    }

    /** Whether the grant holds for a principal on a day; its last day is included. */
    boolean holds(Principal principal, LocalDate today) {
      return to.admits(principal)
          && (purposes.isEmpty() || principal.purpose().filter(purposes::contains).isPresent())
          && validUntil.filter(today::isAfter).isEmpty();
    }
  }

  record Refusal(String id, Subjects to) {}

  /**
   * A row policy.
   *
   * @param when the condition; empty if the table lacks a column of it
   */
  record RowRule(String id, Subjects to, Optional<PolicyExpression> when) {}

  /**
   * A mask of one column.
   *
   * @param strength masks of a lower strength win
   * @param order among masks of one strength that are grades of one another, the lower is stricter;
   *     empty if masks of this strength do not compare
   * @param value the masked value; empty if the column is to be denied instead
   */
  record MaskRule(
      String id,
      Subjects to,
      int ordinal,
      String kind,
      MaskStrength strength,
      Optional<Integer> order,
      Optional<PolicyExpression> value) {}

  /** How much masks hide, the strictest first. */
  enum MaskStrength {
    DENY,
    NULL,
    CONSTANT,
    PARTIAL,
    EXPRESSION;

    /** The strength of the masks of a kind. */
    static MaskStrength of(String kind) {
      return switch (kind) {
        case "null" -> NULL;
        case "constant", "redact" -> CONSTANT;
        case "expression" -> EXPRESSION;
        default -> PARTIAL;
      };
    }
  }
}
