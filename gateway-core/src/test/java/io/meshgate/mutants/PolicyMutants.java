package io.meshgate.mutants;

import static io.meshgate.connector.testing.mutant.Change.EMPTY_LIST;
import static io.meshgate.connector.testing.mutant.Change.EMPTY_SET;
import static io.meshgate.connector.testing.mutant.Change.FALSE;
import static io.meshgate.connector.testing.mutant.Change.KEPT;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.SECOND;
import static io.meshgate.connector.testing.mutant.Change.SELF;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** What decides who sees what. */
final class PolicyMutants {

  private static final String DECISIONS = "policy.PolicyDecisionTest";
  private static final String LOADER = "policy.PolicyLoaderTest";
  private static final String DEFINER = "rules.DefinerProductsTest";
  private static final String OPA = "policy.opa.OpaPolicyTest";

  private PolicyMutants() {}

  private static Mutant rule(String defense) {
    return Mutant.of("Decisions", defense, Watch.TESTS);
  }

  private static Mutant agent(String defense) {
    return Mutant.of("Bad files and agents", defense, Watch.TESTS);
  }

  private static Mutant product(String defense) {
    return Mutant.of("Derived products and copies", defense, Watch.TESTS);
  }

  private static final List<Mutant> RULES =
      List.of(
          rule("A denial denies, whatever is granted")
              .offWithin("policy.TableDecider#decide", "policy.TableRules#denials", EMPTY_LIST)
              .noticedBy(DECISIONS),
          rule("A grant holds for those whom it names")
              .off("policy.Subjects#admits", TRUE)
              .noticedBy(DECISIONS),
          rule("A grant holds for the purposes that it names")
              .offWithin("policy.TableRules$ColumnGrant#holds", "java.util.Set#isEmpty", TRUE)
              .noticedBy(DECISIONS, "policy.PolicyPropertyTest"),
          rule("A grant ends on its last day")
              .offWithin("policy.TableRules$ColumnGrant#holds", "java.util.Optional#isEmpty", TRUE)
              .noticedBy(DECISIONS),
          rule("A decision that depends on the day is made again the next day")
              .off("policy.TableDecider#dependsOnDay", FALSE)
              .noticedBy(DECISIONS),
          rule("A decision is kept for the principal that it was made for")
              .off("policy.TableDecider#decide", KEPT)
              .noticedBy("rules.NothingIsKeptTest", DECISIONS),
          rule("A column that one rule denies is denied")
              .offWithin(
                  "policy.TableDecider#columns", "policy.TableRules$ColumnGrant#denied", EMPTY_SET)
              .noticedBy(DECISIONS),
          rule("Masks are applied")
              .offWithin("policy.TableDecider#columns", "policy.TableRules#masks", EMPTY_LIST)
              .noticedBy(DECISIONS),
          rule("Of two masks the stricter counts")
              .off("policy.TableDecider#stricterPartial", SECOND)
              .noticedBy(DECISIONS),
          rule("Rows are shown by a permit or a grant of all rows only")
              .off("policy.TableDecider#grantsAll", TRUE)
              .noticedBy(DECISIONS),
          rule("Restrictions hide rows from those whom a permit shows them to")
              .offWithin("policy.TableDecider#rows", "policy.TableRules#restricts", EMPTY_LIST)
              .noticedBy(DECISIONS),
          rule("A contract narrows and never shows")
              .offWithin("policy.TableDecider#rows", "policy.PolicyDocument$Layer#narrows", FALSE)
              .noticedBy("rules.LayersTest"),
          rule("A table is sealed if any set says so")
              .offWithin("policy.TableDecider#pushdown", "java.util.stream.Stream#anyMatch", FALSE)
              .noticedBy(DECISIONS),
          rule("Limits of groups are applied to those whom they are for")
              .offWithin("policy.TableDecider#limits", "policy.Subjects#matches", FALSE)
              .noticedBy(DECISIONS),
          rule("A table that is not the one that its rules were typed against is denied")
              .off("policy.TableDecider#isFor", TRUE)
              .noticedBy(DECISIONS),
          rule("A table whose types follow from its rows is shown whole or not at all")
              .offWithin("policy.TableDecider#decide", "catalog.ProductTable#isInferred", FALSE)
              .noticedBy("policy.InferredTablesTest"));

  private static final List<Mutant> FILES =
      List.of(
          agent("What a bad file covers is denied")
              .off("policy.PolicyLoader#close", NOTHING)
              .noticedBy(LOADER),
          agent("The last good version of a bad file stays in force")
              .off("policy.PolicyLoader#fallBack", NOTHING)
              .noticedBy(LOADER),
          agent("A file with a mistake is refused whole")
              .offWithin(
                  "policy.PolicyLoader#accept",
                  "policy.PolicyCompiler$Compilation#hasErrors",
                  FALSE)
              .noticedBy(LOADER, "policy.BadPolicyFilesTest"),
          agent("An agent's answer, and that it does not answer, narrows what files decide")
              .off("policy.opa.OpaPolicy#combined", SECOND)
              .noticedBy(OPA),
          agent("An agent's answer is used again for the same principal and table only")
              .off("policy.opa.OpaPolicy$Key#hashCode", NOTHING)
              .off("policy.opa.OpaPolicy$Key#equals", TRUE)
              .noticedBy(OPA),
          agent("An agent's decisions are those for who asks")
              .offWithin("policy.opa.OpaPolicy$Asked#decide", "session.Principal#equals", TRUE)
              .noticedBy(OPA, "policy.opa.OpaQueriesTest"));

  private static final List<Mutant> PRODUCTS =
      List.of(
          product("A product with rights of its own exists while its inputs' owners grant them")
              .offWithin("policy.Delegations$Steps#read", "java.util.stream.Stream#allMatch", TRUE)
              .noticedBy(DEFINER),
          product("Inputs of products with rights of their own are found")
              .off("policy.ProductInputs#isDefiner", FALSE)
              .noticedBy(DEFINER),
          product("A copy is shown to who sees the whole of the original")
              .off("policy.Delegations#seesWhole", TRUE)
              .noticedBy(DEFINER),
          product("A copy is shown as the owner of the original consented")
              .off("policy.Delegations$Steps#copied", SECOND)
              .noticedBy(DEFINER),
          product("Rights of a product are those granted to it, not those of its reader")
              .offWithin("policy.Delegations$Steps#decide", "session.Principal#reading", SELF)
              .noticedBy(DEFINER));

  static final List<Mutant> ALL =
      ImmutableList.<Mutant>builder().addAll(RULES).addAll(FILES).addAll(PRODUCTS).build();
}
