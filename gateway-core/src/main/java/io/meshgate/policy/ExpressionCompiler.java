package io.meshgate.policy;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.policy.ExpressionSyntax.Refusal;
import io.meshgate.policy.PolicyDocument.AttributeType;
import io.meshgate.policy.PolicyExpression.PrincipalTerm;
import io.meshgate.policy.mapping.MappingQuery;
import io.meshgate.policy.mapping.MappingTable;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.Principal;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * Types the expressions of one policy set against one table.
 *
 * <p>Calcite parses, types and converts; implicit casts are off, so that no comparison can fail on
 * a value. What comes out is checked once more, as row expressions, by {@link TotalExpressions}.
 * Used by one thread.
 */
public final class ExpressionCompiler {

  private static final int MAX_LENGTH = 10_000;
  private static final SqlParser.Config PARSER =
      SqlParser.config().withUnquotedCasing(Casing.UNCHANGED).withQuotedCasing(Casing.UNCHANGED);

  private final ProductTable table;
  private final Map<String, AttributeType> attributes;
  private final Optional<List<MappingTable>> mappings;

  /** The nodes that names stand for; the order of insertion is that of the parameters. */
  private final Map<String, RexNode> nodes = new LinkedHashMap<>();

  private final List<PrincipalTerm> terms;

  /**
   * @param mappings the tables that sub-queries may read; empty inside of a sub-query
   * @param terms the principal's properties that were named so far, to which more are added
   */
  private ExpressionCompiler(
      ProductTable table,
      Map<String, AttributeType> attributes,
      Optional<List<MappingTable>> mappings,
      List<PrincipalTerm> terms) {
    this.table = table;
    this.attributes = attributes;
    this.mappings = mappings;
    this.terms = terms;
  }

  /** A column that an expression names and its table does not have. */
  static final class UnknownColumn extends RuntimeException {
    final transient String column;

    UnknownColumn(String column) {
      super(column);
      this.column = column;
    }
  }

  /**
   * Compiles an expression of any type.
   *
   * @throws UnknownColumn if the table lacks a column that it names
   * @throws Refusal if it is wrong otherwise
   */
  static PolicyExpression compile(
      String text, ProductTable table, Map<String, AttributeType> attributes) throws Refusal {
    return compile(text, table, attributes, List.of());
  }

  /**
   * Compiles an expression of any type that may hold sub-queries.
   *
   * @param mappings the tables that they may read
   * @throws UnknownColumn if the table lacks a column that it names
   * @throws Refusal if it is wrong otherwise
   */
  static PolicyExpression compile(
      String text,
      ProductTable table,
      Map<String, AttributeType> attributes,
      List<MappingTable> mappings)
      throws Refusal {
    if (text.length() > MAX_LENGTH) {
      throw new Refusal("An expression has at most " + MAX_LENGTH + " characters");
    }
    ExpressionCompiler compiler =
        new ExpressionCompiler(table, attributes, Optional.of(mappings), new ArrayList<>());
    try {
      return compiler.compile(text);
    } catch (SqlParseException e) {
      throw new Refusal("Not an expression: " + firstLine(e), e);
    } catch (CalciteContextException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new Refusal(firstLine(reason), e);
    } catch (CalciteException | UnsupportedOperationException | AssertionError e) {
      throw new Refusal("Cannot be typed: " + firstLine(e), e);
    } catch (StackOverflowError e) {
      throw new Refusal("The expression is nested too deeply", e);
    }
  }

  /**
   * Compiles a condition without sub-queries.
   *
   * @throws UnknownColumn if the table lacks a column that it names
   * @throws Refusal if it is wrong otherwise, or no truth value
   */
  static PolicyExpression compileCondition(
      String text, ProductTable table, Map<String, AttributeType> attributes) throws Refusal {
    return compileCondition(text, table, attributes, List.of());
  }

  /**
   * Compiles a condition.
   *
   * @param mappings the tables that its sub-queries may read
   * @throws UnknownColumn if the table lacks a column that it names
   * @throws Refusal if it is wrong otherwise, or no truth value
   */
  static PolicyExpression compileCondition(
      String text,
      ProductTable table,
      Map<String, AttributeType> attributes,
      List<MappingTable> mappings)
      throws Refusal {
    PolicyExpression condition = compile(text, table, attributes, mappings);
    checkCondition(condition.type());
    return condition;
  }

  private static void checkCondition(RelDataType type) throws Refusal {
    if (SqlTypes.kind(type) != TypeKind.BOOLEAN) {
      throw new Refusal("Expected a condition, found a value of type " + type);
    }
  }

  private PolicyExpression compile(String text) throws SqlParseException, Refusal {
    SqlNode parsed = SqlParser.create(text, PARSER).parseExpression();
    RexNode converted = compile(parsed);
    return new PolicyExpression(converted, terms);
  }

  private RexNode compile(SqlNode parsed) throws Refusal {
    SqlNode resolved =
        new ExpressionSyntax(new TableNames(), node -> convert(copy(node)).getType())
            .resolve(parsed);
    RexNode converted = convert(resolved);
    TotalExpressions.check(converted);
    return converted;
  }

  private RexNode filter(MappingQuery query, boolean exists) throws Refusal {
    ExpressionCompiler inner =
        new ExpressionCompiler(query.table().table(), attributes, Optional.empty(), terms);
    List<RexNode> conditions = new ArrayList<>();
    for (SqlNode filter : query.filters()) {
      RexNode condition = inner.compile(filter);
      checkCondition(condition.getType());
      conditions.add(condition);
    }
    // NULL equals nothing, and engines differ in how they compare rows that hold it.
    for (int column : exists ? query.columns() : List.<Integer>of()) {
      conditions.add(
          SqlTypes.REX.makeCall(SqlStdOperatorTable.IS_NOT_NULL, mapped(query.table(), column)));
    }
    return RexUtil.composeConjunction(SqlTypes.REX, conditions);
  }

  private static RexNode mapped(MappingTable table, int ordinal) {
    ProductColumn column = table.table().columns().get(ordinal);
    return SqlTypes.REX.makeInputRef(SqlTypes.toSql(column.type(), column.nullable()), ordinal);
  }

  /**
   * What conditions may name beside columns.
   *
   * @param attributes the types of attributes, as policy files write them
   * @param mappings the tables that sub-queries may read
   */
  public record Vocabulary(Map<String, String> attributes, List<MappingTable> mappings) {

    /** Nothing. */
    public static final Vocabulary NONE = new Vocabulary(Map.of(), List.of());

    public Vocabulary {
      attributes = Map.copyOf(attributes);
      mappings = List.copyOf(mappings);
    }

    private Map<String, AttributeType> types() {
      Map<String, AttributeType> types = new LinkedHashMap<>();
      attributes.forEach(
          (name, type) -> types.put(name, AttributeType.valueOf(type.toUpperCase(Locale.ROOT))));
      return types;
    }
  }

  /**
   * A condition that is written elsewhere than in a rule, for one principal.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static RexNode condition(
      String text, ProductTable table, Vocabulary vocabulary, Principal principal) {
    try {
      return compileCondition(text, table, vocabulary.types(), vocabulary.mappings())
          .bind(principal)
          .orElseThrow(
              () -> new IllegalArgumentException("The principal lacks an attribute of " + text));
    } catch (UnknownColumn e) {
      throw unknown(table, e);
    } catch (Refusal e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * A mask that is written elsewhere than in a rule: the value of a column of its own type.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static RexNode mask(String text, ProductTable table, int ordinal, Principal principal) {
    Scalar scalar = new Scalar("", 0, "", text, ScalarType.STRING);
    try {
      return MaskExpressions.of(new MaskMethod.Expression(scalar), table, ordinal, Map.of())
          .bind(principal)
          .orElseThrow(
              () -> new IllegalArgumentException("The principal lacks an attribute of " + text));
    } catch (UnknownColumn e) {
      throw unknown(table, e);
    } catch (Refusal e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static IllegalArgumentException unknown(ProductTable table, UnknownColumn e) {
    List<String> known = table.columns().stream().map(ProductColumn::name).toList();
    return new IllegalArgumentException(PolicyDocumentReader.unknown("column", e.column, known), e);
  }

  private RexNode convert(SqlNode node) {
    CalciteCatalogReader empty =
        new CalciteCatalogReader(
            CalciteSchema.createRootSchema(false, false),
            List.of(),
            SqlTypes.FACTORY,
            new CalciteConnectionConfigImpl(new Properties()));
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            SqlStdOperatorTable.instance(),
            empty,
            SqlTypes.FACTORY,
            SqlValidator.Config.DEFAULT
                .withTypeCoercionEnabled(false)
                .withConformance(SqlConformanceEnum.DEFAULT));
    Map<String, RelDataType> types = new LinkedHashMap<>();
    nodes.forEach((name, value) -> types.put(name, value.getType()));
    SqlNode validated = validator.validateParameterizedExpression(node, types);
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, query, schemaPath, viewPath) -> {
              throw new UnsupportedOperationException("Views in expressions");
            },
            validator,
            empty,
            RelOptCluster.create(new VolcanoPlanner(), SqlTypes.REX),
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config());
    return converter.convertExpression(validated, nodes);
  }

  private static SqlNode copy(SqlNode node) {
    SqlNode copied =
        node.accept(
            new SqlShuttle() {
              @Override
              public SqlNode visit(SqlCall call) {
                CallCopyingArgHandler copies = new CallCopyingArgHandler(call, true);
                call.getOperator().acceptCall(this, call, false, copies);
                return copies.result();
              }
            });
    return copied == null ? node : copied;
  }

  private static String firstLine(Throwable problem) {
    String message = String.valueOf(problem.getMessage());
    return message.lines().findFirst().orElse(message);
  }

  private final class TableNames implements ExpressionSyntax.Names {

    @Override
    public String column(String name) throws Refusal {
      OptionalInt ordinal = table.ordinal(name);
      if (ordinal.isEmpty()) {
        throw new UnknownColumn(name);
      }
      ProductColumn column = table.columns().get(ordinal.getAsInt());
      if (column.type().nested()) {
        throw new Refusal(
            "Column '"
                + column.name()
                + "' holds nested values, which policies do not read; publish what decides as a"
                + " column of its own");
      }
      RelDataType type = SqlTypes.toSql(column.type(), column.nullable());
      nodes.putIfAbsent(column.name(), SqlTypes.REX.makeInputRef(type, ordinal.getAsInt()));
      return column.name();
    }

    @Override
    public String attribute(String name) throws Refusal {
      if (name.equals("subject")) {
        return term("principal.subject", new PolicyExpression.Subject());
      }
      AttributeType type = attributes.get(name);
      if (type == null) {
        List<String> known = new ArrayList<>(attributes.keySet());
        known.add("subject");
        throw new Refusal(PolicyDocumentReader.unknown("attribute", name, known));
      }
      return term("principal." + name, new PolicyExpression.Attribute(name, type));
    }

    @Override
    public String group(String name) {
      return term("principal.in_group('" + name + "')", new PolicyExpression.InGroup(name));
    }

    @Override
    public MappingQuery query(SqlSelect select, boolean selects) throws Refusal {
      if (mappings.isEmpty()) {
        throw new Refusal("A sub-query cannot hold another one");
      }
      try {
        return selects
            ? MappingQuery.selected(select, mappings.get())
            : MappingQuery.existing(select, mappings.get(), table);
      } catch (MappingQuery.Refusal e) {
        throw new Refusal(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public String membership(MappingQuery query, List<SqlNode> values) throws Refusal {
      boolean exists = values.size() == query.values().size();
      List<RexNode> operands = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        RexNode operand = convert(copy(values.get(i)));
        RexNode column = mapped(query.table(), query.columns().get(i));
        if (SqlTypes.isNested(column.getType())) {
          throw new Refusal("Nested values are not compared");
        }
        TotalExpressions.check(SqlTypes.REX.makeCall(SqlStdOperatorTable.EQUALS, operand, column));
        operands.add(operand);
      }
      Membership membership = new Membership(query.table(), query.columns(), filter(query, exists));
      String unique = "\u0002" + nodes.size();
      nodes.put(unique, SqlTypes.REX.makeCall(membership, operands));
      return unique;
    }

    private String term(String name, PrincipalTerm term) {
      // A leading control character keeps a column of the same spelling apart.
      String unique = "\u0001" + name;
      if (!nodes.containsKey(unique)) {
        nodes.put(unique, SqlTypes.REX.makeDynamicParam(term.type(), terms.size()));
        terms.add(term);
      }
      return unique;
    }
  }
}
