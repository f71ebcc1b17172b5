package io.meshgate.server.leaks;

/** A mask of one column in one of the layers. */
record MaskRule(RowRule.Layer layer, int column, Audience to, ColumnMask mask) {

  /** As a policy file says it. */
  String yaml(RandomTable table, String id) {
    return "{id: %s, match: {columns: ['%s']}, to: {%s}, using: %s}"
        .formatted(id, table.fields().get(column).name(), to.yaml(table), mask.using());
  }
}
