package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.policy.Decision.PushdownMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;

/**
 * One policy file as it was written: its shape is right, but nothing in it has been compared with a
 * catalog yet.
 *
 * @param id the set's id; rule ids are shown below it
 * @param version the set's version, as its authors count
 * @param layer who owns the set, and so what it may cover
 * @param scope the tables that it covers
 * @param attributes the principal attributes that expressions may use
 * @param limits what may be done with the visible rows of a covered table
 */
record PolicyDocument(
    String id,
    long version,
    Layer layer,
    PolicyScope scope,
    Map<String, AttributeType> attributes,
    List<Grant> grants,
    List<Denial> denials,
    List<RowPolicy> rowPolicies,
    List<ColumnMask> columnMasks,
    Limits limits,
    List<TestCase> tests) {

  PolicyDocument {
    attributes = ImmutableMap.copyOf(attributes);
    grants = ImmutableList.copyOf(grants);
    denials = ImmutableList.copyOf(denials);
    rowPolicies = ImmutableList.copyOf(rowPolicies);
    columnMasks = ImmutableList.copyOf(columnMasks);
    tests = ImmutableList.copyOf(tests);
  }

  /**
   * Who owns a set.
   *
   * @param domain the domain that owns it; empty for governance
   * @param product the schema of the product in whose contract it stands; empty for a file
   */
  record Layer(Optional<String> domain, Optional<String> product) {

    /** The layer of governance, or of a domain. */
    Layer(Optional<String> domain) {
      this(domain, Optional.empty());
    }

    /** Whether its rules only narrow what the layers above it show. */
    boolean narrows() {
      return product.isPresent();
    }
  }

  /** The type of a principal's attribute. */
  enum AttributeType {
    STRING,
    INTEGER,
    BOOLEAN,
    DATE;

    RelDataType sqlType() {
      return switch (this) {
        case STRING -> PolicyExpression.TEXT;
        case INTEGER -> PolicyExpression.LONG;
        case BOOLEAN -> PolicyExpression.TRUTH;
        case DATE -> PolicyExpression.DAY;
      };
    }
  }

  /** What is seen of the rows under a grant. */
  enum GrantedRows {
    /** Those that row policies permit. */
    POLICIES,
    /** All that no row policy hides. */
    ALL
  }

  /** What a row policy does. */
  enum Effect {
    /** Shows rows, next to others. */
    PERMIT,
    /** Hides all rows for which it is not true. */
    RESTRICT
  }

  record Grant(
      String id,
      YamlNode at,
      Subjects to,
      List<String> purposes,
      List<Scalar> allowed,
      List<Scalar> denied,
      GrantedRows rows,
      Optional<LocalDate> validUntil) {
    Grant {
      purposes = ImmutableList.copyOf(purposes);
      allowed = ImmutableList.copyOf(allowed);
      denied = ImmutableList.copyOf(denied);
    }
  }

  record Denial(String id, YamlNode at, Subjects to) {}

  /**
   * A row policy.
   *
   * @param uses tables that sub-queries of the condition may read
   */
  record RowPolicy(
      String id, YamlNode at, Effect effect, Subjects to, List<Scalar> uses, Scalar when) {
    RowPolicy {
      uses = ImmutableList.copyOf(uses);
    }
  }

  record ColumnMask(String id, YamlNode at, ColumnMatch match, Subjects to, MaskMethod using) {}

  /** The columns that a mask is for: those that fit any of the three lists. */
  record ColumnMatch(List<Scalar> columns, List<Scalar> tags, List<Scalar> classifications) {
    ColumnMatch {
      columns = ImmutableList.copyOf(columns);
      tags = ImmutableList.copyOf(tags);
      classifications = ImmutableList.copyOf(classifications);
    }
  }

  /**
   * What may be done with visible rows.
   *
   * @param to whom the limits are for
   * @param minGroupSize the fewest rows that an answer stands on
   * @param aggregateOnly whether single rows stay hidden
   * @param pushdown whether predicates of users may go to the source
   * @param egress domains to whose sources values may go; empty if the set does not say
   */
  record Limits(
      Subjects to,
      int minGroupSize,
      boolean aggregateOnly,
      PushdownMode pushdown,
      Optional<List<Scalar>> egress) {
    Limits {
      egress = egress.map(ImmutableList::copyOf);
    }
  }

  /** A test that the file brings along. */
  record TestCase(YamlNode at, TestPrincipal as, Scalar object, Expectation expect) {}

  record TestPrincipal(
      String user, List<String> groups, Map<String, Scalar> attributes, Optional<String> purpose) {
    TestPrincipal {
      groups = ImmutableList.copyOf(groups);
      attributes = ImmutableMap.copyOf(attributes);
    }
  }

  /** What is not written is empty; an empty list of masked columns says that none is. */
  record Expectation(
      Optional<Boolean> allowed,
      Optional<Scalar> rowsWhere,
      Optional<List<Scalar>> masked,
      List<Scalar> denied) {
    Expectation {
      masked = masked.map(ImmutableList::copyOf);
      denied = ImmutableList.copyOf(denied);
    }
  }
}
