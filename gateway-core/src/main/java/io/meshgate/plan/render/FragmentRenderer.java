package io.meshgate.plan.render;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.ColumnOrigin;
import io.meshgate.plan.place.FetchConditions;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.Placement;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Writes one fragment, a piece of the plan that runs in one place, as SQL of that place.
 *
 * <p>The placed operators are turned back into plain ones over the engine's own table and column
 * names, operators into the engine's templates, computed columns get the canonical types, and
 * Calcite writes the text. Used once.
 */
public final class FragmentRenderer {

  /** Name of the relation of raw rows in the text of a guard. */
  public static final String RAW_ROWS = "raw";

  private static final String UNNAMED = "EXPR$";

  private static final HepProgram TIDY =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.FILTER_PROJECT_TRANSPOSE)
          .addRuleInstance(CoreRules.FILTER_MERGE)
          .addRuleInstance(CoreRules.PROJECT_MERGE)
          .addRuleInstance(CoreRules.PROJECT_REMOVE)
          .build();

  private final Placement placement;
  private final FragmentDialect dialect;
  private final Map<RelNode, String> inputs;
  private final FragmentExpressions expressions;
  private final RexBuilder rex = SqlTypes.REX;

  /**
   * @param placement where the fragment runs
   * @param inputs names of the relations that come from outside the fragment
   * @param masks writes masks that need keys
   */
  public FragmentRenderer(Placement placement, Map<RelNode, String> inputs, MaskRenderer masks) {
    this.placement = placement;
    this.dialect = new FragmentDialect(placement.syntax());
    this.expressions = new FragmentExpressions(placement, dialect, masks);
    this.inputs = new HashMap<>(inputs);
  }

  /**
   * Writes the fragment.
   *
   * @param fragment the top of the fragment
   * @param types the types its columns must have
   */
  public String render(RelNode fragment, RelDataType types) {
    return text(withCanonicalTypes(toPlain(fragment), fragment, types));
  }

  /**
   * Writes the guard of a leaf that its source cannot guard: the policy over raw rows.
   *
   * @param rawColumns the columns that were fetched, in order
   * @param rawSchema their names in the relation of raw rows, and after them the field of misfits
   *     if they are marked
   */
  public String renderGuard(
      GuardedLeaf scan,
      List<ProductColumn> rawColumns,
      Schema rawSchema,
      FetchConditions conditions) {
    RawRows raw = new RawRows(scan.table(), rawColumns, rawSchema);
    RelNode table = raw.scan(scan.getCluster());
    if (conditions.rowPredicate() || scan.rowPredicate().isEmpty()) {
      return text(visibleColumns(scan, table, raw.shown(), raw.masked()));
    }
    RexNode predicate = scan.rowPredicate().get();
    MembershipText rules = new MembershipText(scan.memberships(), predicate);
    RelNode rows =
        filtered(table, Optional.of(predicate.accept(rules)), raw.tested(), raw.isWhole(predicate));
    return rules.common() + text(visibleColumns(scan, rows, raw.shown(), raw.masked()));
  }

  /** Name of the relation that answers one of a leaf's memberships in the text of its guard. */
  public static String ruleRows(int membership) {
    return "rule_" + membership;
  }

  /**
   * Writes the fetch of raw rows: only what {@code conditions} lets the source evaluate.
   *
   * @param rawColumns the columns to fetch, in order
   * @param misfits whether a guard stands above, which decides whether somebody gets to see them
   */
  public String renderRaw(
      GuardedScan scan,
      List<ProductColumn> rawColumns,
      FetchConditions conditions,
      RemoteScan.Misfits misfits) {
    RemoteRows remote = new RemoteRows(scan);
    Map<Integer, RexNode> read =
        misfits == RemoteScan.Misfits.MARK ? remote.tolerant() : remote.shown();
    RelNode rows = remote.scan();
    if (conditions.rowPredicate()) {
      rows = filtered(rows, scan.rowPredicate(), remote.tolerant());
    }
    Map<Integer, RexNode> visible = new HashMap<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      visible.put(i, read.get(scan.columns().get(i).ordinal()));
    }
    rows = filtered(rows, conditions.user(), visible);
    List<RexNode> columns = new ArrayList<>();
    for (ProductColumn column : rawColumns) {
      int ordinal = scan.table().columns().indexOf(column);
      columns.add(expressions.write(Objects.requireNonNull(read.get(ordinal), column.name())));
    }
    List<String> names = rawColumns.stream().map(ProductColumn::name).toList();
    return text(LogicalProject.create(rows, List.of(), columns, names, java.util.Set.of()));
  }

  private RelNode filtered(
      RelNode rows, Optional<RexNode> predicate, Map<Integer, RexNode> references) {
    return filtered(rows, predicate, references, Optional.empty());
  }

  /**
   * @param more what has to hold besides, over the rows themselves
   */
  private RelNode filtered(
      RelNode rows,
      Optional<RexNode> predicate,
      Map<Integer, RexNode> references,
      Optional<RexNode> more) {
    List<RexNode> conditions = new ArrayList<>();
    predicate.ifPresent(
        p -> conditions.add(expressions.write(RemoteRows.substitute(p, references))));
    more.ifPresent(conditions::add);
    return conditions.isEmpty()
        ? rows
        : LogicalFilter.create(rows, RexUtil.composeConjunction(rex, conditions));
  }

  private String text(RelNode plain) {
    HepPlanner planner = new HepPlanner(TIDY);
    planner.setRoot(plain);
    RelNode tidy = planner.findBestExp().accept(new TypedNothing(dialect));
    return dialect.render(new FragmentConverter(dialect).visitRoot(tidy).asStatement());
  }

  private RelNode toPlain(RelNode node) {
    String input = inputs.get(node);
    if (input != null) {
      return new FragmentTable(node.getCluster(), "\"" + input + "\"", input, node.getRowType());
    }
    if (node instanceof PlacedScan placed) {
      return scan(placed.scan());
    }
    List<RelNode> children = node.getInputs().stream().map(this::toPlain).toList();
    if (node instanceof Filter filter) {
      return LogicalFilter.create(children.get(0), expressions.write(filter.getCondition()));
    }
    if (node instanceof Project project) {
      return LogicalProject.create(
          children.get(0),
          List.of(),
          project.getProjects().stream().map(expressions::write).toList(),
          project.getRowType().getFieldNames().stream().map(FragmentRenderer::writtenName).toList(),
          java.util.Set.of());
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate, children.get(0));
    }
    if (node instanceof Sort sort) {
      return sort(sort, children.get(0));
    }
    return combine(node, children);
  }

  private RelNode combine(RelNode node, List<RelNode> children) {
    if (node instanceof Join join) {
      return LogicalJoin.create(
          children.get(0),
          children.get(1),
          List.of(),
          expressions.write(join.getCondition()),
          join.getVariablesSet(),
          join.getJoinType());
    }
    if (node instanceof Union union) {
      return LogicalUnion.create(children, union.all);
    }
    if (node instanceof Intersect intersect) {
      return LogicalIntersect.create(children, intersect.all);
    }
    if (node instanceof Minus minus) {
      return LogicalMinus.create(children, minus.all);
    }
    if (node instanceof Values values) {
      return LogicalValues.create(values.getCluster(), values.getRowType(), values.getTuples());
    }
    if (node instanceof Uncollect unnest) {
      return Uncollect.create(
          node.getCluster().traitSetOf(Convention.NONE),
          children.get(0),
          unnest.withOrdinality,
          unnest.getItemAliases());
    }
    if (node instanceof Correlate correlate) {
      return LogicalCorrelate.create(
          children.get(0),
          children.get(1),
          List.of(),
          correlate.getCorrelationId(),
          correlate.getRequiredColumns(),
          correlate.getJoinType());
    }
    throw new IllegalStateException("No SQL for " + node.getRelTypeName());
  }

  private RelNode scan(GuardedScan scan) {
    RemoteRows remote = new RemoteRows(scan);
    RelNode rows = filtered(remote.scan(), scan.rowPredicate(), remote.tolerant());
    return visibleColumns(scan, rows, remote.shown(), remote.tolerant());
  }

  /**
   * @param shown how columns without a mask are read
   * @param masked how masks read columns
   */
  private RelNode visibleColumns(
      GuardedLeaf scan, RelNode rows, Map<Integer, RexNode> shown, Map<Integer, RexNode> masked) {
    List<RexNode> columns = new ArrayList<>();
    for (VisibleColumn visible : scan.columns()) {
      RexNode value =
          visible
              .mask()
              .map(mask -> RemoteRows.substitute(mask.expression(), masked))
              .orElseGet(() -> shown.get(visible.ordinal()));
      columns.add(expressions.write(value));
    }
    return LogicalProject.create(
        rows, List.of(), columns, scan.getRowType().getFieldNames(), java.util.Set.of());
  }

  // Calcite leaves names like its own for unnamed columns out of the text, and then refers to them.
  private static String writtenName(String name) {
    return name.regionMatches(true, 0, UNNAMED, 0, UNNAMED.length())
        ? "unnamed_" + name.substring(UNNAMED.length())
        : name;
  }

  private RelNode aggregate(Aggregate aggregate, RelNode input) {
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      String template =
          Placement.isLiteral(call)
              ? ""
              : placement
                  .functions()
                  .template(call, aggregate.getInput().getRowType())
                  .orElseThrow(() -> new IllegalStateException("Not listed: " + call));
      @Nullable String name = call.getName() == null ? null : writtenName(call.getName());
      calls.add(
          template.isEmpty()
              ? call.withName(name)
              : AggregateCall.create(
                  TemplateOperator.aggregate(template),
                  call.isDistinct(),
                  call.isApproximate(),
                  call.ignoreNulls(),
                  call.rexList,
                  call.getArgList(),
                  call.filterArg,
                  call.distinctKeys,
                  call.getCollation(),
                  call.getType(),
                  name));
    }
    return LogicalAggregate.create(
        input, List.of(), aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  private RelNode sort(Sort sort, RelNode input) {
    String textOrder = placement.syntax().textOrder();
    // A constant orders nothing, and engines refuse it or take it for a position.
    List<RelFieldCollation> keys =
        sort.getCollation().getFieldCollations().stream()
            .filter(key -> !isConstant(input, key.getFieldIndex()))
            .toList();
    if (keys.isEmpty() && sort.offset == null && sort.fetch == null) {
      return input;
    }
    boolean plain =
        textOrder.equals(RemoteColumn.REFERENCE)
            || keys.stream().noneMatch(key -> isText(input, key.getFieldIndex()));
    if (plain) {
      return LogicalSort.create(input, RelCollations.of(keys), sort.offset, sort.fetch);
    }
    List<RexNode> wide = identity(input);
    List<String> names = new ArrayList<>(input.getRowType().getFieldNames());
    List<RelFieldCollation> ordered = new ArrayList<>();
    for (RelFieldCollation key : keys) {
      if (isText(input, key.getFieldIndex())) {
        ordered.add(key.withFieldIndex(wide.size()));
        names.add("order_" + wide.size());
        RexNode value = wide.get(key.getFieldIndex());
        wide.add(
            rex.makeCall(
                value.getType(),
                TemplateOperator.scalar(textOrder.replace(RemoteColumn.REFERENCE, "{0}")),
                List.of(value)));
      } else {
        ordered.add(key);
      }
    }
    RelNode keyed = LogicalProject.create(input, List.of(), wide, names, java.util.Set.of());
    RelNode sorted = LogicalSort.create(keyed, RelCollations.of(ordered), sort.offset, sort.fetch);
    return LogicalProject.create(
        sorted, List.of(), identity(input), input.getRowType().getFieldNames(), java.util.Set.of());
  }

  private static boolean isConstant(RelNode input, int column) {
    if (input instanceof Project project) {
      RexNode value = project.getProjects().get(column);
      return value instanceof RexLiteral
          || (value instanceof RexInputRef ref && isConstant(project.getInput(), ref.getIndex()));
    }
    return (input instanceof Filter || input instanceof Sort)
        && isConstant(input.getInput(0), column);
  }

  private static boolean isText(RelNode input, int column) {
    return SqlTypes.kind(input.getRowType().getFieldList().get(column).getType()) == TypeKind.TEXT;
  }

  private List<RexNode> identity(RelNode input) {
    List<RexNode> references = new ArrayList<>();
    for (RelDataTypeField field : input.getRowType().getFieldList()) {
      references.add(rex.makeInputRef(field.getType(), field.getIndex()));
    }
    return references;
  }

  // A bare NULL leaves the gateway as text.
  private boolean isCast(RelDataType type) {
    return dialect.casts(type)
        || (placement.isResidual() && type.getSqlTypeName() == SqlTypeName.NULL);
  }

  // Below a sort at the top, since a projection above it need not keep the order.
  private RelNode withCanonicalTypes(RelNode plain, RelNode fragment, RelDataType types) {
    if (plain instanceof LogicalSort sort && fragment instanceof Sort) {
      RelNode input = withCanonicalTypes(sort.getInput(), fragment.getInput(0), types);
      return LogicalSort.create(input, sort.getCollation(), sort.offset, sort.fetch);
    }
    List<RexNode> columns = new ArrayList<>();
    List<RexNode> identity = identity(plain);
    for (int i = 0; i < identity.size(); i++) {
      RelDataType type = types.getFieldList().get(i).getType();
      columns.add(
          isCast(type) && !ColumnOrigin.isStored(fragment, i)
              ? expressions.cast(identity.get(i), type)
              : identity.get(i));
    }
    List<String> names =
        org.apache.calcite.sql.validate.SqlValidatorUtil.uniquify(types.getFieldNames(), false);
    return LogicalProject.create(plain, List.of(), columns, names, java.util.Set.of());
  }
}
