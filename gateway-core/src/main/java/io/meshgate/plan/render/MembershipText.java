package io.meshgate.plan.render;

import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.mapping.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;

/** Writes what rules ask other tables, whose answers are relations of the guard's. */
final class MembershipText extends RexShuttle {

  private final List<Membership> memberships;
  private final Multiset<Integer> uses = TreeMultiset.create();

  /**
   * @param memberships all of the leaf; the n-th is answered by the n-th relation
   * @param predicate what will be written
   */
  MembershipText(List<Membership> memberships, RexNode predicate) {
    this.memberships = memberships;
    predicate.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitCall(RexCall call) {
            if (call.getOperator() instanceof Membership membership) {
              uses.add(memberships.indexOf(membership));
            }
            return super.visitCall(call);
          }
        });
  }

  @Override
  public RexNode visitCall(RexCall call) {
    if (!(call.getOperator() instanceof Membership membership)) {
      return super.visitCall(call);
    }
    return SqlTypes.REX.makeCall(
        call.getType(), TemplateOperator.scalar(template(membership)), call.getOperands());
  }

  /** What goes before the text. A stream is read once, so what rules ask more than once is kept. */
  String common() {
    List<String> kept = new ArrayList<>();
    for (int rule : uses.elementSet()) {
      if (uses.count(rule) > 1) {
        String name = FragmentRenderer.ruleRows(rule);
        kept.add("\"kept_" + name + "\" AS MATERIALIZED (SELECT * FROM \"" + name + "\")");
      }
    }
    return kept.isEmpty() ? "" : "WITH " + String.join(", ", kept) + " ";
  }

  private String template(Membership membership) {
    int rule = memberships.indexOf(membership);
    String kept = uses.count(rule) > 1 ? "kept_" : "";
    String relation = "\"" + kept + FragmentRenderer.ruleRows(rule) + "\"";
    int count = membership.columns().size();
    if (count == 0) {
      return "EXISTS (SELECT 1 FROM " + relation + ")";
    }
    String values =
        IntStream.range(0, count).mapToObj(i -> "{" + i + "}").collect(Collectors.joining(", "));
    return count == 1
        ? values + " IN (SELECT * FROM " + relation + ")"
        : "(" + values + ") IN (SELECT * FROM " + relation + ")";
  }
}
