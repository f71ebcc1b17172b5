package io.meshgate.plan.render;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.mapping.Membership;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Writes what rules ask other tables, whose answers are relations of the guard's. */
final class MembershipText extends RexShuttle {

  private final List<Membership> memberships;

  /**
   * @param memberships all of the leaf; the n-th is answered by the n-th relation
   */
  MembershipText(List<Membership> memberships) {
    this.memberships = memberships;
  }

  @Override
  public RexNode visitCall(RexCall call) {
    if (!(call.getOperator() instanceof Membership membership)) {
      return super.visitCall(call);
    }
    return SqlTypes.REX.makeCall(
        call.getType(), TemplateOperator.scalar(template(membership)), call.getOperands());
  }

  private String template(Membership membership) {
    String relation = "\"" + FragmentRenderer.ruleRows(memberships.indexOf(membership)) + "\"";
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
