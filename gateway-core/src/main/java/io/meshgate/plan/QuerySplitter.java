package io.meshgate.plan;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.FetchConditions;
import io.meshgate.plan.place.Placed;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedSystemScan;
import io.meshgate.plan.place.PlacedView;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.RemoteFetch;
import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.plan.place.StreamedInput;
import io.meshgate.plan.render.FragmentRenderer;
import io.meshgate.plan.render.MaskRenderer;
import io.meshgate.plan.verify.Piece;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.RemoteScan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Cuts a placed plan into fetches and a residual.
 *
 * <p>The only leaves it accepts are guarded ones, the gateway's own tables and constants; anything
 * else refuses the query.
 */
final class QuerySplitter {

  private static final String RULES_FAIL =
      "The access rules of this query cannot be evaluated now; try later";

  private final Map<String, Placement> sources;
  private final MaskRenderer masks;

  /**
   * @param sources placements of the sources that take SQL
   * @param masks writes masks that need keys
   */
  QuerySplitter(Map<String, Placement> sources, MaskRenderer masks) {
    this.sources = Map.copyOf(sources);
    this.masks = masks;
  }

  /**
   * Splits a placed plan.
   *
   * @param resultType the columns as the caller sees them
   * @param schema the same in Arrow
   */
  Split split(RelNode placed, RelDataType resultType, Schema schema) {
    List<Piece> pieces = new ArrayList<>();
    return new Split(placed, split("input", placed, resultType, schema, pieces), pieces);
  }

  /**
   * A plan that was split.
   *
   * @param root the placed plan
   * @param pieces what each source is asked, next to the part of the placed plan that it answers
   */
  record Split(RelNode root, QueryPlan plan, List<Piece> pieces) {
    Split {
      pieces = List.copyOf(pieces);
    }
  }

  private QueryPlan split(
      String prefix, RelNode placed, RelDataType resultType, Schema schema, List<Piece> pieces) {
    RelNode root = BuildSide.choose(placed);
    Map<RelNode, String> names = new LinkedHashMap<>();
    List<QueryPlan.Input> inputs = new ArrayList<>();
    boolean direct = root instanceof StreamedInput;
    if (direct) {
      inputs.add(input(prefix + "_0", (StreamedInput) root, resultType, pieces));
    } else {
      collect(prefix, root, names, inputs, pieces);
    }
    if (direct) {
      return new QueryPlan(inputs, Optional.empty(), schema, Optional.empty());
    }
    Set<RelNode> shared = new LinkedHashSet<>();
    collectShared(root, new HashSet<>(), shared);
    String common = common(shared, names);
    String residual =
        new FragmentRenderer(ResidualDialect.PLACEMENT, names, masks).render(root, resultType);
    return new QueryPlan(inputs, Optional.of(common + residual), schema, Optional.empty());
  }

  private static void collectShared(RelNode node, Set<RelNode> seen, Set<RelNode> shared) {
    if (node instanceof StreamedInput) {
      if (!seen.add(node)) {
        shared.add(node);
      }
      return;
    }
    node.getInputs().forEach(input -> collectShared(input, seen, shared));
  }

  // A stream is read once: what the residual reads more often, it keeps.
  private static String common(Set<RelNode> shared, Map<RelNode, String> names) {
    List<String> expressions = new ArrayList<>();
    for (RelNode node : shared) {
      String input = names.get(node);
      String kept = "kept_" + input;
      expressions.add("\"" + kept + "\" AS MATERIALIZED (SELECT * FROM \"" + input + "\")");
      names.put(node, kept);
    }
    return expressions.isEmpty() ? "" : "WITH " + String.join(", ", expressions) + " ";
  }

  private void collect(
      String prefix,
      RelNode node,
      Map<RelNode, String> names,
      List<QueryPlan.Input> inputs,
      List<Piece> pieces) {
    if (node instanceof StreamedInput streamed) {
      if (!names.containsKey(node)) {
        String name = prefix + "_" + inputs.size();
        names.put(node, name);
        inputs.add(input(name, streamed, node.getRowType(), pieces));
      }
      return;
    }
    if (node.getInputs().isEmpty() && !(node instanceof Placed.PlacedValues)) {
      throw new QueryException(
          ErrorCode.INTERNAL, "Unguarded leaf in the plan: " + node.getRelTypeName());
    }
    node.getInputs().forEach(input -> collect(prefix, input, names, inputs, pieces));
  }

  private QueryPlan.Input input(
      String name, StreamedInput node, RelDataType types, List<Piece> pieces) {
    if (node instanceof PlacedSystemScan system) {
      return new QueryPlan.SystemRows(name, system.scan());
    }
    if (node instanceof PlacedStage stage) {
      return stage(name, stage, types, pieces);
    }
    if (node instanceof PlacedView view) {
      return view(name, view, pieces);
    }
    if (node instanceof RemoteFetch fetch) {
      return fetch(name, fetch, types, pieces);
    }
    PlacedScan scan = (PlacedScan) node;
    return scan.scan().memberships().isEmpty()
        ? rawFetch(name, scan, pieces)
        : ruledFetch(name, scan, pieces);
  }

  private QueryPlan.Input stage(
      String name, PlacedStage stage, RelDataType types, List<Piece> pieces) {
    // A source that answers the whole stage is as good a border as the stage's own engine.
    if (stage.plan() instanceof RemoteFetch fetch) {
      return fetch(name, fetch, types, pieces);
    }
    QueryPlan inner = split(name, stage.plan(), types, schema(types, true), pieces);
    return new QueryPlan.Stage(
        name, inner.inputs(), inner.residual().orElseThrow(), inner.schema());
  }

  private QueryPlan.Fetch fetch(
      String name, RemoteFetch border, RelDataType types, List<Piece> pieces) {
    RelNode fragment = border.getInput();
    Placement placement = (Placement) fragment.getConvention();
    String sql = new FragmentRenderer(placement, Map.of(), masks).render(fragment, types);
    RemoteScan scan = new RemoteScan.SqlScan(sourceName(placement), schema(types, true), sql);
    pieces.add(new Piece(border, scan, Optional.empty()));
    return new QueryPlan.Fetch(name, scan, Optional.empty());
  }

  private static String sourceName(Placement placement) {
    return placement.getName().substring("source ".length());
  }

  /** The raw rows, what the rules ask other tables, and a guard over both. */
  private QueryPlan.Input ruledFetch(String name, PlacedScan placed, List<Piece> pieces) {
    GuardedScan scan = placed.scan();
    List<ProductColumn> raw = rawColumns(scan, placed.conditions());
    RemoteScan remote = rawScan(placed, raw, RemoteScan.Misfits.MARK);
    List<QueryPlan.Input> inputs = new ArrayList<>();
    inputs.add(new QueryPlan.Fetch(QueryPlan.Guard.RAW, remote, Optional.empty()));
    addRuleRows(scan, inputs, pieces);
    String sql =
        new FragmentRenderer(ResidualDialect.PLACEMENT, Map.of(), masks)
            .renderGuard(scan, raw, remote.schema(), placed.conditions());
    pieces.add(new Piece(placed, remote, Optional.of(sql)));
    return new QueryPlan.Stage(name, inputs, sql, schema(scan.getRowType(), true));
  }

  /** What the rules of a leaf ask other tables, after the raw rows. */
  private void addRuleRows(GuardedLeaf scan, List<QueryPlan.Input> inputs, List<Piece> pieces) {
    for (Membership membership : scan.memberships()) {
      GuardedScan mapping = scan.mappingScan(membership);
      Placement source = sources.get(mapping.source());
      boolean pushed = source != null && source.evaluatesRowPredicate(mapping);
      PlacedScan read =
          new PlacedScan(
              mapping, ResidualDialect.PLACEMENT, new FetchConditions(pushed, Optional.empty()));
      String relation = FragmentRenderer.ruleRows(inputs.size() - 1);
      inputs.add(new QueryPlan.HiddenRows(rawFetch(relation, read, pieces), RULES_FAIL));
    }
  }

  /** The answer of the derived table's own query, and a guard over it. */
  private QueryPlan.Input view(String name, PlacedView placed, List<Piece> pieces) {
    GuardedView view = placed.view();
    List<ProductColumn> raw =
        view.bodyOrdinals().stream().map(view.table().columns()::get).toList();
    List<QueryPlan.Input> inputs = new ArrayList<>();
    inputs.add(reported(view, body(name, view, raw, pieces)));
    addRuleRows(view, inputs, pieces);
    String sql =
        new FragmentRenderer(ResidualDialect.PLACEMENT, Map.of(), masks)
            .renderGuard(view, raw, inputs.get(0).schema(), FetchConditions.NONE);
    pieces.add(new Piece(placed, Optional.empty(), Optional.of(sql)));
    return new QueryPlan.Stage(name, inputs, sql, schema(view.getRowType(), true));
  }

  /** Of what a derived table with rights of its own reads, its reader is told nothing. */
  private static QueryPlan.Input reported(GuardedView view, QueryPlan.Input body) {
    return view.table().origin() instanceof ProductTable.Derived derived
            && derived.rights() == ProductTable.Rights.DEFINER
        ? hidden(
            body,
            "Derived product " + view.table().displayName() + " cannot be read now; ask its owner")
        : body;
  }

  private static QueryPlan.Input hidden(QueryPlan.Input input, String failure) {
    if (input instanceof QueryPlan.Stage stage) {
      List<QueryPlan.Input> inputs =
          stage.inputs().stream().map(inner -> hidden(inner, failure)).toList();
      return new QueryPlan.Stage(stage.name(), inputs, stage.sql(), stage.schema());
    }
    return input instanceof QueryPlan.Fetch fetch
        ? new QueryPlan.HiddenRows(fetch, failure)
        : input;
  }

  /** The raw rows of a derived table, by the names of its columns. */
  private QueryPlan.Input body(
      String name, GuardedView view, List<ProductColumn> raw, List<Piece> pieces) {
    RelNode body = view.body();
    RelDataType types = named(body.getRowType(), raw);
    // Leaves have names of their own; what is written for the occasion takes any.
    boolean renames = body instanceof RemoteFetch || body instanceof PlacedStage;
    if (body instanceof StreamedInput streamed
        && (renames || body.getRowType().getFieldNames().equals(types.getFieldNames()))) {
      return input(QueryPlan.Guard.RAW, streamed, types, pieces);
    }
    if (body instanceof StreamedInput streamed) {
      String inner = name + "_0";
      QueryPlan.Input input = input(inner, streamed, body.getRowType(), pieces);
      String sql =
          new FragmentRenderer(ResidualDialect.PLACEMENT, Map.of(body, inner), masks)
              .render(body, types);
      return new QueryPlan.Stage(QueryPlan.Guard.RAW, List.of(input), sql, schema(types, true));
    }
    QueryPlan inner = split(name, body, types, schema(types, true), pieces);
    return new QueryPlan.Stage(
        QueryPlan.Guard.RAW, inner.inputs(), inner.residual().orElseThrow(), inner.schema());
  }

  private static RelDataType named(RelDataType row, List<ProductColumn> columns) {
    RelDataTypeFactory.Builder builder = SqlTypes.FACTORY.builder();
    for (RelDataTypeField field : row.getFieldList()) {
      builder.add(columns.get(field.getIndex()).name(), field.getType());
    }
    return builder.build();
  }

  /**
   * @param misfits marked if a guard stands above: it decides whether somebody gets to see them
   */
  private RemoteScan rawScan(
      PlacedScan placed, List<ProductColumn> raw, RemoteScan.Misfits misfits) {
    GuardedScan scan = placed.scan();
    Placement source = sources.get(scan.source());
    if (source == null) {
      return tableScan(scan, raw);
    }
    String sql =
        new FragmentRenderer(source, Map.of(), masks)
            .renderRaw(scan, raw, placed.conditions(), misfits);
    return misfits == RemoteScan.Misfits.MARK
        ? RemoteScan.SqlScan.marking(scan.source(), rawSchema(raw), sql)
        : new RemoteScan.SqlScan(scan.source(), rawSchema(raw), sql);
  }

  private QueryPlan.Fetch rawFetch(String name, PlacedScan placed, List<Piece> pieces) {
    GuardedScan scan = placed.scan();
    FetchConditions conditions = placed.conditions();
    List<ProductColumn> raw = rawColumns(scan, conditions);
    boolean guarded =
        (scan.rowPredicate().isPresent() && !conditions.rowPredicate())
            || scan.columns().stream().anyMatch(column -> column.mask().isPresent());
    if (!guarded) {
      RemoteScan remote = rawScan(placed, raw, RemoteScan.Misfits.FAIL);
      pieces.add(new Piece(placed, remote, Optional.empty()));
      return new QueryPlan.Fetch(name, remote, Optional.empty());
    }
    RemoteScan remote = rawScan(placed, raw, RemoteScan.Misfits.MARK);
    String sql =
        new FragmentRenderer(ResidualDialect.PLACEMENT, Map.of(), masks)
            .renderGuard(scan, raw, remote.schema(), conditions);
    pieces.add(new Piece(placed, remote, Optional.of(sql)));
    return new QueryPlan.Fetch(
        name, remote, Optional.of(new QueryPlan.Guard(sql, schema(scan.getRowType(), true))));
  }

  private static List<ProductColumn> rawColumns(GuardedScan scan, FetchConditions conditions) {
    List<Integer> ordinals = new ArrayList<>();
    TreeSet<Integer> more = new TreeSet<>();
    for (VisibleColumn column : scan.columns()) {
      if (column.mask().isEmpty()) {
        ordinals.add(column.ordinal());
      } else {
        more.addAll(read(column.mask().get().expression()));
      }
    }
    if (!conditions.rowPredicate()) {
      scan.rowPredicate().ifPresent(predicate -> more.addAll(read(predicate)));
    }
    more.removeAll(ordinals);
    ordinals.addAll(more);
    if (ordinals.isEmpty()) {
      ordinals.add(0);
    }
    return ordinals.stream().map(scan.table().columns()::get).toList();
  }

  private static List<Integer> read(RexNode expression) {
    return RelOptUtil.InputFinder.bits(expression).asList();
  }

  private static RemoteScan tableScan(GuardedScan scan, List<ProductColumn> raw) {
    List<Field> fields = new ArrayList<>();
    for (ProductColumn column : raw) {
      fields.add(column.type().field(column.remoteName()));
    }
    return new RemoteScan.TableScan(
        scan.source(), new Schema(fields), scan.remoteTable().name(), OptionalLong.empty());
  }

  private static Schema rawSchema(List<ProductColumn> raw) {
    List<Field> fields = new ArrayList<>();
    raw.forEach(column -> fields.add(column.type().field(column.name())));
    return new Schema(fields);
  }

  /**
   * The Arrow schema of a row.
   *
   * @throws QueryException if a column's type cannot leave the gateway
   */
  static Schema schema(RelDataType rowType, boolean uniqueNames) {
    List<String> names =
        uniqueNames
            ? SqlValidatorUtil.uniquify(rowType.getFieldNames(), false)
            : rowType.getFieldNames();
    List<Field> fields = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      try {
        fields.add(SqlTypes.toValue(field.getType()).field(names.get(field.getIndex())));
      } catch (IllegalArgumentException e) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED,
            "Column '"
                + field.getName()
                + "' has the type "
                + field.getType()
                + ", which cannot be returned; cast it, for example to VARCHAR",
            e);
      }
    }
    return new Schema(fields);
  }
}
