package io.meshgate.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.ExpressionCompiler;
import io.meshgate.policy.opa.OpaException.Scope;
import io.meshgate.session.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.calcite.rex.RexNode;

/**
 * What an agent says of one table for one principal.
 *
 * @param columns positions of the columns that exist; none if the table is denied
 * @param filters conditions that all have to hold for a row to be seen
 * @param masks masked values by position
 */
record OpaAnswer(List<Integer> columns, List<RexNode> filters, Map<Integer, RexNode> masks) {

  static final OpaAnswer DENIED = new OpaAnswer(List.of(), List.of(), Map.of());

  OpaAnswer {
    columns = ImmutableList.copyOf(columns);
    filters = ImmutableList.copyOf(filters);
    masks = ImmutableMap.copyOf(masks);
  }

  /**
   * Asks all questions about a table.
   *
   * @param columns positions of the columns that the principal may see at most
   * @throws OpaException if any answer cannot be used
   */
  static OpaAnswer ask(
      OpaClient client,
      OpaSettings settings,
      OpaQuestions questions,
      Subject subject,
      List<Integer> columns)
      throws OpaException {
    List<Integer> visible = columns;
    if (settings.columns().isPresent()) {
      JsonNode found = client.ask(settings.columns().get(), questions.filterColumns(columns));
      visible = indexes(found, columns);
    }
    if (visible.isEmpty() || !truth(client.ask(settings.allow(), questions.select(visible)))) {
      return DENIED;
    }
    List<RexNode> filters = new ArrayList<>();
    if (settings.rowFilters().isPresent()) {
      for (JsonNode item : list(client.ask(settings.rowFilters().get(), questions.rowFilters()))) {
        filters.add(subject.condition(expression(item)));
      }
    }
    Map<Integer, RexNode> masks = new LinkedHashMap<>();
    if (settings.batchColumnMasks().isPresent()) {
      JsonNode found =
          client.ask(settings.batchColumnMasks().get(), questions.columnMasks(visible));
      for (JsonNode item : list(found)) {
        int ordinal = visible.get(index(item.get("index"), visible.size()));
        JsonNode view = item.path("viewExpression");
        if (masks.put(ordinal, subject.mask(expression(view), ordinal)) != null) {
          throw unusable("two masks for one column");
        }
      }
    }
    return new OpaAnswer(visible, filters, masks);
  }

  /** Whose expressions over which table are read. */
  record Subject(Principal principal, ProductTable table) {

    RexNode condition(String text) throws OpaException {
      try {
        return ExpressionCompiler.condition(
            text, table, ExpressionCompiler.Vocabulary.NONE, principal);
      } catch (IllegalArgumentException e) {
        throw new OpaException(Scope.THIS_TABLE, "row filter '" + text + "': " + e.getMessage(), e);
      }
    }

    RexNode mask(String text, int ordinal) throws OpaException {
      try {
        return ExpressionCompiler.mask(text, table, ordinal, principal);
      } catch (IllegalArgumentException e) {
        String column = table.columns().get(ordinal).name();
        throw new OpaException(
            Scope.THIS_TABLE, "mask of " + column + " '" + text + "': " + e.getMessage(), e);
      }
    }
  }

  private static boolean truth(JsonNode node) throws OpaException {
    if (!node.isBoolean()) {
      throw unusable("neither true nor false");
    }
    return node.booleanValue();
  }

  private static List<JsonNode> list(JsonNode node) throws OpaException {
    if (!node.isArray()) {
      throw unusable("no list");
    }
    return ImmutableList.copyOf(node);
  }

  private static List<Integer> indexes(JsonNode node, List<Integer> columns) throws OpaException {
    TreeSet<Integer> positions = new TreeSet<>();
    for (JsonNode item : list(node)) {
      positions.add(columns.get(index(item, columns.size())));
    }
    return List.copyOf(positions);
  }

  private static int index(@org.jspecify.annotations.Nullable JsonNode node, int size)
      throws OpaException {
    if (node == null || !node.isInt() || node.intValue() < 0 || node.intValue() >= size) {
      throw unusable("an index that names no column");
    }
    return node.intValue();
  }

  /** An expression that the reader's own rights are enough for. */
  private static String expression(JsonNode view) throws OpaException {
    JsonNode identity = view.path("identity");
    if (!identity.isMissingNode() && !identity.isNull()) {
      throw unusable("an expression under another identity");
    }
    if (!view.path("expression").isTextual()) {
      throw unusable("no expression");
    }
    return view.path("expression").textValue();
  }

  private static OpaException unusable(String what) {
    return new OpaException(Scope.THIS_TABLE, "an answer holds " + what);
  }
}
