package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.SqlTypes;
import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.junit.jupiter.api.Test;

class ConstantFolderTest {

  private final RexBuilder rex = SqlTypes.REX;

  @Test
  void aMonthAfterItsLastDayIsTheLastDayOfTheNext() {
    assertThat(
            fold(
                SqlStdOperatorTable.DATETIME_PLUS, date("2024-01-31"), interval(1, TimeUnit.MONTH)))
        .isEqualTo("2024-02-29");
    assertThat(
            fold(
                SqlStdOperatorTable.DATETIME_PLUS, date("2023-01-31"), interval(1, TimeUnit.MONTH)))
        .isEqualTo("2023-02-28");
  }

  @Test
  void daysGoOverTheEndOfAYear() {
    assertThat(
            fold(
                SqlStdOperatorTable.DATETIME_PLUS,
                date("1999-12-31"),
                interval(86_400_000L, TimeUnit.DAY)))
        .isEqualTo("2000-01-01");
  }

  @Test
  void timestampsKeepTheirMicroseconds() {
    RexNode timestamp =
        rex.makeTimestampLiteral(new TimestampString("2020-02-29 23:59:59.999999"), 6);
    assertThat(
            fold(SqlStdOperatorTable.DATETIME_PLUS, timestamp, interval(86_400_000L, TimeUnit.DAY)))
        .startsWith("2020-03-01 23:59:59.999999");
    assertThat(cast(timestamp, SqlTypeName.DATE)).contains("CAST");
  }

  @Test
  void numbersThatFitAreAdded() {
    assertThat(fold(SqlStdOperatorTable.PLUS, decimal("0.06"), decimal("0.01"))).startsWith("0.07");
    assertThat(fold(SqlStdOperatorTable.MULTIPLY, integer(6), integer(7))).startsWith("42");
  }

  @Test
  void anOverflowIsLeftToWhoRunsTheQuery() {
    assertThat(fold(SqlStdOperatorTable.PLUS, integer(Integer.MAX_VALUE), integer(1)))
        .isEqualTo("+(2147483647, 1)");
  }

  @Test
  void divisionIsLeftToWhoRunsTheQuery() {
    assertThat(fold(SqlStdOperatorTable.DIVIDE, integer(7), integer(2))).isEqualTo("/(7, 2)");
  }

  @Test
  void textBecomesADateOnlyIfItIsOne() {
    assertThat(cast(rex.makeLiteral("1998-12-01"), SqlTypeName.DATE)).isEqualTo("1998-12-01");
    assertThat(cast(rex.makeLiteral("1998-02-30"), SqlTypeName.DATE)).contains("CAST");
    assertThat(cast(rex.makeLiteral("1998-1-1"), SqlTypeName.DATE)).contains("CAST");
  }

  @Test
  void numbersAreNotRounded() {
    assertThat(cast(decimal("2.00"), SqlTypeName.INTEGER)).startsWith("2");
    assertThat(cast(decimal("2.50"), SqlTypeName.INTEGER)).contains("CAST");
  }

  @Test
  void booleansAreLeftToTheEnginesSpelling() {
    assertThat(cast(rex.makeLiteral(false), SqlTypeName.VARCHAR)).contains("CAST");
  }

  @Test
  void anOperatorOfNullIsNull() {
    RexNode none = rex.makeNullLiteral(type(SqlTypeName.INTEGER));
    assertThat(
            fold(
                SqlStdOperatorTable.MULTIPLY, rex.makeInputRef(type(SqlTypeName.INTEGER), 0), none))
        .startsWith("null");
  }

  private String fold(SqlOperator operator, RexNode... operands) {
    return ConstantFolder.fold(rex.makeCall(operator, List.of(operands))).toString();
  }

  private String cast(RexNode value, SqlTypeName type) {
    return ConstantFolder.fold(rex.makeAbstractCast(type(type), value, false)).toString();
  }

  private static RelDataType type(SqlTypeName name) {
    return SqlTypes.FACTORY.createSqlType(name);
  }

  private RexNode date(String text) {
    return rex.makeDateLiteral(new DateString(text));
  }

  private RexNode decimal(String text) {
    return rex.makeExactLiteral(new BigDecimal(text));
  }

  private RexNode integer(int value) {
    return rex.makeExactLiteral(BigDecimal.valueOf(value), type(SqlTypeName.INTEGER));
  }

  private RexNode interval(long value, TimeUnit unit) {
    return rex.makeIntervalLiteral(
        BigDecimal.valueOf(value), new SqlIntervalQualifier(unit, null, SqlParserPos.ZERO));
  }
}
