package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlReader;
import io.meshgate.policy.ExpressionSyntax.Refusal;
import io.meshgate.spi.ValueType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules on columns of lists: they are hidden whole or not at all, and decide nothing. */
class NestedColumnsTest {

  private static final int TAGS = 1;
  private static final ProductTable TABLE =
      PolicyTables.table(
          "d.p",
          "t",
          List.of(
              ProductColumn.of("id", PolicyTables.LONG),
              ProductColumn.of("tags", ValueType.list(ValueType.of(ArrowType.Utf8.INSTANCE)))),
          PolicyTables.REMOTE);

  static Stream<MaskMethod> masksThatHide() {
    return Stream.of(new MaskMethod.Null(), new MaskMethod.Redact());
  }

  static Stream<MaskMethod> masksOfPlainValues() {
    return Stream.of(
        new MaskMethod.Constant(scalar("x")),
        new MaskMethod.Hash(scalar("k1")),
        new MaskMethod.Last4(),
        new MaskMethod.First4(),
        new MaskMethod.Truncate(TimeUnitRange.MONTH),
        new MaskMethod.Round(1),
        new MaskMethod.Expression(scalar("tags")),
        new MaskMethod.Expression(scalar("id")));
  }

  private static Scalar scalar(String text) {
    return (Scalar) YamlReader.parse("test", text);
  }

  @ParameterizedTest
  @MethodSource("masksThatHide")
  void areHiddenAsNullOfTheirOwnType(MaskMethod method) throws Refusal {
    var masked = MaskExpressions.of(method, TABLE, TAGS, Map.of()).unbound();

    assertThat(RexLiteral.isNullLiteral(masked)).isTrue();
    assertThat(masked.getType().getSqlTypeName()).isEqualTo(SqlTypeName.ARRAY);
  }

  @ParameterizedTest
  @MethodSource("masksOfPlainValues")
  void takeNoOtherMask(MaskMethod method) {
    assertThatThrownBy(() -> MaskExpressions.of(method, TABLE, TAGS, Map.of()))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tags IS NULL", "tags[1] = 'x'", "CARDINALITY(tags) > 0", "id = 1 OR tags = tags"})
  void decideNothing(String condition) {
    assertThatThrownBy(() -> ExpressionCompiler.compileCondition(condition, TABLE, Map.of()))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void saysWhatWouldWork() {
    assertThatThrownBy(() -> ExpressionCompiler.compileCondition("tags IS NULL", TABLE, Map.of()))
        .hasMessageContaining("Column 'tags' holds nested values")
        .hasMessageContaining("a column of its own");
  }
}
