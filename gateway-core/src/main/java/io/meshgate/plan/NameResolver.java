package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.policy.VisibleTable;
import io.meshgate.policy.guard.ProductScan;
import io.meshgate.policy.guard.ProductView;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.system.SystemTables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Settles names and types: a parsed statement becomes a plan over {@link ProductScan}s.
 *
 * <p>It sees the catalog only through {@link VisibleCatalog}. Derived products are expanded here,
 * over what their reader sees, or over what the product itself sees if it has rights of its own.
 * One per request; not safe for use by many threads.
 */
final class NameResolver {

  private static final ImmutableSet<SqlKind> ARITHMETIC =
      Sets.immutableEnumSet(
          SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES, SqlKind.DIVIDE, SqlKind.MOD);
  private static final int MAX_VIEW_DEPTH = 32;

  private final QuerySession session;
  private final VisibleCatalog catalog;
  private final SystemTables system;
  private final Names names;
  private final RelOptCluster cluster;
  private final QueryParser parser;
  private final CalciteSchema root;
  private final Shared shared;

  /**
   * What the resolvers of one statement share.
   *
   * @param expanding the derived tables whose queries are being resolved
   * @param read what was resolved
   */
  private record Shared(
      RelOptCluster cluster, QueryParser parser, Deque<String> expanding, Set<VisibleTable> read) {}

  /**
   * What names can stand for.
   *
   * @param catalog products, as the session's principal sees them
   * @param system the gateway's own tables
   * @param likely tables that the query seems to name, to be looked at first
   */
  record Names(VisibleCatalog catalog, SystemTables system, Collection<ProductTable> likely) {}

  NameResolver(QuerySession session, Names names, RelOptCluster cluster, QueryParser parser) {
    this(session, names, new Shared(cluster, parser, new ArrayDeque<>(), new LinkedHashSet<>()));
  }

  private NameResolver(QuerySession session, Names names, Shared shared) {
    this.session = session;
    this.names = names;
    this.catalog = names.catalog();
    this.system = names.system();
    this.cluster = shared.cluster();
    this.parser = shared.parser();
    this.shared = shared;
    this.root =
        CalciteSchema.createRootSchema(
            false, false, "", PrincipalSchema.of(catalog, system, names.likely(), this::expand));
  }

  /**
   * Resolves a query.
   *
   * @throws QueryException with position and, where there is one, the nearest visible name
   */
  Resolved resolve(SqlNode query) {
    return resolve(
        query, session.defaultSchema().map(ImmutableList::of).orElse(ImmutableList.of()));
  }

  private Resolved resolve(SqlNode query, List<String> defaultSchema) {
    CalciteCatalogReader reader = catalogReader(defaultSchema);
    SqlValidator validator = validator(query, reader);
    SqlToRelConverter converter =
        new SqlToRelConverter(
            null,
            validator,
            reader,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config()
                .withExpand(false)
                // Merged into the projection below, columns beside a dependent subquery are others.
                .withRelBuilderConfigTransform(builder -> builder.withBloat(-1))
                .withTrimUnusedFields(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE));
    try {
      SqlNode validated = validator.validate(query);
      List<RelDataType> parameters = new ArrayList<>();
      for (RelDataTypeField field : validator.getParameterRowType(validated).getFieldList()) {
        parameters.add(field.getType());
      }
      RelRoot relRoot = converter.convertQuery(validated, false, true);
      return resolved(relRoot, parameters);
    } catch (CalciteContextException e) {
      throw new ResolutionErrors(query, catalog, system).explain(e);
    } catch (CalciteException | UnsupportedOperationException e) {
      throw new QueryException(ErrorCode.INVALID_QUERY, ResolutionErrors.firstLine(e), e);
    } catch (AssertionError | StackOverflowError e) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED, "The query has a shape that the planner does not support", e);
    }
  }

  private static SqlValidator validator(SqlNode query, CalciteCatalogReader reader) {
    SqlValidator.Config config =
        SqlValidator.Config.DEFAULT
            .withConformance(SqlConformanceEnum.LENIENT)
            .withDefaultNullCollation(NullCollation.HIGH)
            .withIdentifierExpansion(true)
            .withCallRewrite(true);
    boolean[] parameters = new boolean[1];
    query.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            parameters[0] = true;
            return null;
          }
        });
    return parameters[0]
        ? new InwardValidator(reader, config)
        : SqlValidatorUtil.newValidator(Operators.TABLE, reader, SqlTypes.FACTORY, config);
  }

  /** A bare NULL is text to clients, so it has to be text to engines too. */
  private static Resolved resolved(RelRoot root, List<RelDataType> parameters) {
    RelDataTypeFactory.Builder builder = SqlTypes.FACTORY.builder();
    boolean found = false;
    for (RelDataTypeField field : root.validatedRowType.getFieldList()) {
      boolean bare = field.getType().getSqlTypeName() == SqlTypeName.NULL;
      RelDataType text = SqlTypes.FACTORY.createSqlType(SqlTypeName.VARCHAR);
      builder.add(
          field.getName(),
          bare ? SqlTypes.FACTORY.createTypeWithNullability(text, true) : field.getType());
      found |= bare;
    }
    RelNode rel = root.project(true);
    if (!found) {
      return new Resolved(rel, root.validatedRowType, parameters);
    }
    RelDataType rowType = builder.build();
    return new Resolved(RelOptUtil.createCastRel(rel, rowType, true), rowType, parameters);
  }

  private CalciteCatalogReader catalogReader(List<String> defaultSchema) {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    List<List<String>> paths = new ArrayList<>();
    if (!defaultSchema.isEmpty()) {
      paths.add(ImmutableList.<String>builder().add(catalog.name()).addAll(defaultSchema).build());
    }
    paths.add(ImmutableList.of(catalog.name()));
    paths.add(ImmutableList.of());
    return new MeshCatalogReader(root, paths, new CalciteConnectionConfigImpl(properties));
  }

  /** The tables that were resolved so far, with those that derived products read. */
  ImmutableList<VisibleTable> tables() {
    return ImmutableList.copyOf(shared.read());
  }

  private RelNode expand(VisibleTable table) {
    shared.read().add(table);
    if (table.table().origin() instanceof ProductTable.Remote) {
      return new ProductScan(cluster, table);
    }
    if (table.table().origin() instanceof ProductTable.Derived derived) {
      return expandDerived(table, derived);
    }
    throw broken(table);
  }

  private static QueryException broken(VisibleTable table) {
    ProductState state = ((ProductTable.Broken) table.table().origin()).state();
    boolean away = state.kind() == ProductState.Kind.UNAVAILABLE;
    return new QueryException(
        away ? ErrorCode.SOURCE_UNAVAILABLE : ErrorCode.CONTRACT_BROKEN,
        "Table "
            + table.table().displayName()
            + (away
                ? " cannot be read now: its source does not answer; try again later"
                : " cannot be read: its source no longer matches the contract; ask its owner"));
  }

  private RelNode expandDerived(VisibleTable view, ProductTable.Derived derived) {
    String name = view.table().displayName();
    Deque<String> expanding = shared.expanding();
    if (expanding.contains(name) || expanding.size() >= MAX_VIEW_DEPTH) {
      throw new QueryException(
          ErrorCode.CONTRACT_BROKEN, "Derived product " + name + " is defined by way of itself");
    }
    expanding.push(name);
    try {
      return derived.rights() == ProductTable.Rights.DEFINER
          ? forItself(view).body(view, derived)
          : body(view, derived);
    } catch (QueryException e) {
      throw derived.rights() == ProductTable.Rights.DEFINER
          ? broken(name, e)
          : new QueryException(e.code(), "In derived product " + name + ": " + e.getMessage(), e);
    } finally {
      expanding.pop();
    }
  }

  /** A resolver over what a product sees that has rights of its own. */
  private NameResolver forItself(VisibleTable view) {
    VisibleCatalog own = catalog.as(catalog.principal().reading(view.product().schema()));
    return new NameResolver(
        session, new Names(own, SystemTables.with(List.of()), names.likely()), shared);
  }

  // What is wrong inside names tables that the reader may not even know.
  private static QueryException broken(String name, QueryException cause) {
    ErrorCode code =
        cause.code() == ErrorCode.SOURCE_UNAVAILABLE
            ? ErrorCode.SOURCE_UNAVAILABLE
            : ErrorCode.CONTRACT_BROKEN;
    return new QueryException(
        code, "Derived product " + name + " cannot be read now; ask its owner", cause);
  }

  private ProductView body(VisibleTable view, ProductTable.Derived derived) {
    return castToContract(view, resolve(parser.parse(derived.sql()), List.of()).rel());
  }

  /** The columns of the contract that the query gives, hidden ones too: rules read them. */
  private ProductView castToContract(VisibleTable view, RelNode body) {
    List<RexNode> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Integer> ordinals = new ArrayList<>();
    RexBuilder rex = cluster.getRexBuilder();
    List<ProductColumn> columns = view.table().columns();
    for (int ordinal = 0; ordinal < columns.size(); ordinal++) {
      ProductColumn column = columns.get(ordinal);
      RelDataTypeField field = body.getRowType().getField(column.remoteName(), false, false);
      if (field == null) {
        requireUnused(view, ordinal);
      } else {
        RelDataType type = SqlTypes.toSql(column.type(), true);
        RexNode value = rex.makeCast(type, rex.makeInputRef(field.getType(), field.getIndex()));
        values.add(value.getType().equals(type) ? value : rex.makeAbstractCast(type, value, false));
        names.add(column.name());
        ordinals.add(ordinal);
      }
    }
    RelNode rows = LogicalProject.create(body, List.of(), values, names, Set.of());
    return new ProductView(rows, view, ordinals);
  }

  /** Who does not see a column can do without it, unless it decides what else is seen. */
  private static void requireUnused(VisibleTable view, int ordinal) {
    Decision.Allowed decision = view.decision();
    if (decision.columns().stream().anyMatch(visible -> visible.ordinal() == ordinal)) {
      throw new QueryException(
          ErrorCode.CONTRACT_BROKEN,
          "its query has no column "
              + view.table().columns().get(ordinal).remoteName()
              + ", which the contract names");
    }
    if (decision.readByRules().contains(ordinal)) {
      throw new QueryException(
          ErrorCode.CONTRACT_BROKEN, "its query has no column for one of its access rules");
    }
  }

  /**
   * Infers types of parameters from the inside of sums and products outwards: in {@code 1 + ? + ?}
   * the second can only be known once the first is.
   */
  private static final class InwardValidator extends SqlValidatorImpl {
    // Each call once: whoever asks again asks from further outside.
    private final Set<SqlNode> inferred = Sets.newIdentityHashSet();

    InwardValidator(CalciteCatalogReader reader, SqlValidator.Config config) {
      super(Operators.TABLE, reader, SqlTypes.FACTORY, config);
    }

    @Override
    protected void inferUnknownTypes(
        RelDataType inferredType, SqlValidatorScope scope, SqlNode node) {
      if (ARITHMETIC.contains(node.getKind()) && inferred.add(node)) {
        for (SqlNode operand : ((SqlCall) node).getOperandList()) {
          if (ARITHMETIC.contains(operand.getKind())) {
            inferUnknownTypes(unknownType, scope, operand);
          }
        }
      }
      super.inferUnknownTypes(inferredType, scope, node);
    }
  }

  /** Looks tables up along the given paths. */
  private static final class MeshCatalogReader extends CalciteCatalogReader {
    MeshCatalogReader(
        CalciteSchema root, List<List<String>> paths, CalciteConnectionConfigImpl config) {
      super(
          root,
          org.apache.calcite.sql.validate.SqlNameMatchers.withCaseSensitive(false),
          paths,
          SqlTypes.FACTORY,
          config);
    }
  }

  /** The plan of a table, for {@link RelOptTable}s that Calcite makes. */
  VisibleCatalog visibleCatalog() {
    return catalog;
  }
}
