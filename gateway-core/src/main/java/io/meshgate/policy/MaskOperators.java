package io.meshgate.policy;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/** Operators that only masks use. They are in no table that users' queries are resolved against. */
public final class MaskOperators {

  /**
   * {@code MESHGATE_HMAC(text, key id)}: the HMAC-SHA-256 of the text's UTF-8 bytes under the key
   * of that id, in lower-case hexadecimal digits; NULL for NULL.
   *
   * <p>The second operand is always a literal. It names the key and never holds it: who evaluates
   * the function finds the key by its id.
   */
  public static final SqlFunction HMAC =
      new SqlFunction(
          "MESHGATE_HMAC",
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE),
          null,
          OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER),
          SqlFunctionCategory.USER_DEFINED_FUNCTION);

  private MaskOperators() {}
}
