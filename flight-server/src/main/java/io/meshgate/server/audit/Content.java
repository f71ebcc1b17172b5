package io.meshgate.server.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.audit.StatementDecision;
import io.meshgate.audit.TableAccess;
import io.meshgate.monitor.QueryRecord;
import io.meshgate.monitor.StatementText;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.server.audit.key.StatementRecipient;
import io.meshgate.server.audit.record.CanonicalJson;
import io.meshgate.server.audit.record.Digests;
import io.meshgate.server.auth.FailedLogin;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What records of each type say; docs/reference/audit.md describes the members. */
final class Content {

  private final String gateway;
  private final Optional<StatementRecipient> recipient;

  /**
   * @param gateway the gateway's name
   * @param recipient to whom full texts are encrypted; without one they are not kept
   */
  Content(String gateway, Optional<StatementRecipient> recipient) {
    this.gateway = gateway;
    this.recipient = recipient;
  }

  private Map<String, Object> of(String type) {
    Map<String, Object> members = new HashMap<>();
    members.put("v", 1);
    members.put("type", type);
    members.put("gateway", gateway);
    return members;
  }

  /** What was decided about a statement. */
  Map<String, Object> decision(StatementDecision decision) {
    Map<String, Object> members = of("decision");
    members.put("query", decision.queryId());
    principal(members, decision.session().principal());
    members.put("sqlDigest", Digests.hex(decision.statement().sql()));
    text(decision).ifPresent(text -> members.put("sql", text));
    decision.session().defaultSchema().ifPresent(schema -> members.put("schema", schema));
    members.put("effect", decision.refusal().isPresent() ? "refused" : "allowed");
    decision.refusal().ifPresent(code -> members.put("error", code.name()));
    members.put("tables", decision.tables().stream().map(Content::table).toList());
    members.put("policies", policies(decision));
    members.put(
        "requests",
        decision.requests().stream()
            .map(
                request ->
                    ImmutableMap.of(
                        "source", request.source(), "digest", Digests.hex(request.text())))
            .toList());
    recipient.ifPresent(
        known ->
            members.put("statement", known.seal(decision.queryId(), full(decision.statement()))));
    return members;
  }

  private static void principal(Map<String, Object> members, Principal principal) {
    members.put("user", principal.subject());
    members.put("principalDigest", Digests.hex(CanonicalJson.bytes(identity(principal))));
    principal.purpose().ifPresent(purpose -> members.put("purpose", purpose));
    principal.actor().ifPresent(actor -> members.put("runBy", actor));
  }

  private static Map<String, Object> identity(Principal principal) {
    Map<String, Object> attributes = new TreeMap<>();
    principal.attributes().forEach((name, value) -> attributes.put(name, String.valueOf(value)));
    return ImmutableMap.of(
        "attributes", attributes, "groups", ImmutableList.copyOf(principal.groups()));
  }

  // What is no SQL cannot be told apart into literals and others; neither can quoted names of a
  // statement that failed, which may be values in the wrong quotes.
  private static Optional<String> text(StatementDecision decision) {
    Optional<ErrorCode> refusal = decision.refusal();
    if (refusal.isPresent() && refusal.get() == ErrorCode.SYNTAX_ERROR) {
      return Optional.empty();
    }
    String text = StatementText.withoutLiterals(decision.statement().sql());
    return Optional.of(
        refusal.isPresent() ? text.replaceAll("\"(?:[^\"]|\"\")*+\"?+", "\"?\"") : text);
  }

  private static Map<String, Object> table(TableAccess access) {
    Map<String, Object> members = new HashMap<>();
    members.put("table", access.table().displayName());
    members.put("contract", access.product().contractId());
    members.put("contractVersion", access.product().version());
    members.put("effect", access.allowed().isPresent() ? "allowed" : "denied");
    members.put("rules", access.decision().ruleIds());
    access.reader().ifPresent(product -> members.put("readBy", product));
    access
        .allowed()
        .ifPresent(
            allowed -> {
              members.put("rows", rows(allowed));
              members.put("read", access.read());
              if (!access.mappingTables().isEmpty()) {
                members.put("mappings", access.mappingTables());
              }
              members.put("denied", access.deniedColumns());
              members.put("masked", access.maskedColumns().stream().map(Content::masked).toList());
            });
    return members;
  }

  private static String rows(Decision.Allowed allowed) {
    return allowed
        .rowPredicate()
        .map(predicate -> predicate.isAlwaysFalse() ? "none" : "filtered")
        .orElse("all");
  }

  private static Map<String, Object> masked(TableAccess.MaskedColumn column) {
    return ImmutableMap.of(
        "column", column.name(), "kind", column.mask().kind(), "rule", column.mask().ruleId());
  }

  private static List<Map<String, Object>> policies(StatementDecision decision) {
    List<Map<String, Object>> sets = new ArrayList<>();
    for (Map.Entry<String, AccessPolicy.SetVersion> set :
        new TreeMap<>(decision.policySets()).entrySet()) {
      sets.add(
          ImmutableMap.of(
              "set", set.getKey(),
              "version", set.getValue().number(),
              "digest", set.getValue().digest()));
    }
    return sets;
  }

  private static String full(StatementDecision.Statement statement) {
    Map<String, Object> members = new HashMap<>();
    members.put("sql", statement.sql());
    members.put("parameters", statement.parameters().stream().map(String::valueOf).toList());
    return new String(CanonicalJson.bytes(members), StandardCharsets.UTF_8);
  }

  /** How a query ended. */
  Map<String, Object> end(QueryRecord query) {
    Map<String, Object> members = of("end");
    members.put("query", query.id());
    members.put("user", query.subject());
    members.put("state", query.state().name());
    query.error().ifPresent(code -> members.put("error", code.name()));
    members.put("rows", query.rows());
    members.put("bytes", query.bytes());
    return members;
  }

  /** Credentials that were refused. */
  Map<String, Object> login(FailedLogin login) {
    Map<String, Object> members = of("login");
    login.user().ifPresent(user -> members.put("user", user));
    members.put("effect", "refused");
    members.put("error", login.kind().name());
    members.put("peer", login.peer());
    return members;
  }
}
