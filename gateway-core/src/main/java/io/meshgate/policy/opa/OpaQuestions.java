package io.meshgate.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.session.Principal;
import java.util.List;
import java.util.Locale;

/** The inputs of rules, as Trino's access control for Open Policy Agent writes them. */
final class OpaQuestions {

  private final String catalog;
  private final Principal principal;
  private final ProductTable table;

  OpaQuestions(String catalog, Principal principal, ProductTable table) {
    this.catalog = catalog;
    this.principal = principal;
    this.table = table;
  }

  /** Whether columns may be read. */
  JsonNode select(List<Integer> columns) {
    return input("SelectFromColumns", withColumns(columns));
  }

  /** Which columns exist; the answer holds their indexes in the question. */
  JsonNode filterColumns(List<Integer> columns) {
    ObjectNode input = input("FilterColumns");
    ObjectNode resource = OpaClient.JSON.createObjectNode();
    resource.set("table", withColumns(columns));
    action(input).putArray("filterResources").add(resource);
    return input;
  }

  /** Which rows are seen. */
  JsonNode rowFilters() {
    return input("GetRowFilters", name());
  }

  /** How columns are masked; the answer holds their indexes in the question. */
  JsonNode columnMasks(List<Integer> columns) {
    ObjectNode input = input("GetColumnMask");
    ArrayNode resources = action(input).putArray("filterResources");
    for (int ordinal : columns) {
      ProductColumn column = table.columns().get(ordinal);
      String type = SqlTypes.toSql(column.type(), column.nullable()).toString();
      resources
          .addObject()
          .set(
              "column",
              name()
                  .put("columnName", column.name())
                  .put("columnType", type.toLowerCase(Locale.ROOT)));
    }
    return input;
  }

  private ObjectNode input(String operation, ObjectNode tableResource) {
    ObjectNode input = input(operation);
    action(input).putObject("resource").set("table", tableResource);
    return input;
  }

  private ObjectNode input(String operation) {
    ObjectNode input = OpaClient.JSON.createObjectNode();
    ObjectNode context = input.putObject("context");
    ObjectNode identity = context.putObject("identity").put("user", principal.subject());
    ArrayNode groups = identity.putArray("groups");
    principal.groups().forEach(groups::add);
    context.putObject("softwareStack").put("meshgate", "1");
    input.putObject("action").put("operation", operation);
    return input;
  }

  private static ObjectNode action(ObjectNode input) {
    return (ObjectNode) input.get("action");
  }

  private ObjectNode name() {
    return OpaClient.JSON
        .createObjectNode()
        .put("catalogName", catalog)
        .put("schemaName", table.schema())
        .put("tableName", table.name());
  }

  private ObjectNode withColumns(List<Integer> columns) {
    ObjectNode named = name();
    ArrayNode names = named.putArray("columns");
    columns.forEach(ordinal -> names.add(table.columns().get(ordinal).name()));
    return named;
  }
}
