package io.meshgate.policy;

import io.meshgate.document.YamlNode.Scalar;
import org.apache.calcite.avatica.util.TimeUnitRange;

/** What a column mask puts in a value's place. */
sealed interface MaskMethod {

  /** The method as policies name it. */
  String kind();

  /** NULL for every value. */
  record Null() implements MaskMethod {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** One fixed text for every text, NULL for other types. */
  record Redact() implements MaskMethod {
    @Override
    public String kind() {
      return "redact";
    }
  }

  /** One literal for every value. */
  record Constant(Scalar value) implements MaskMethod {
    @Override
    public String kind() {
      return "constant";
    }
  }

  /** A keyed hash, equal for equal values. */
  record Hash(Scalar key) implements MaskMethod {
    @Override
    public String kind() {
      return "hash";
    }
  }

  /** The last four characters behind a fixed prefix. */
  record Last4() implements MaskMethod {
    @Override
    public String kind() {
      return "last4";
    }
  }

  /** The first four characters before a fixed suffix. */
  record First4() implements MaskMethod {
    @Override
    public String kind() {
      return "first4";
    }
  }

  /** The start of a period. */
  record Truncate(TimeUnitRange unit) implements MaskMethod {
    @Override
    public String kind() {
      return "truncate";
    }
  }

  /** A number with so many digits after the point; before it, if negative. */
  record Round(int digits) implements MaskMethod {
    @Override
    public String kind() {
      return "round";
    }
  }

  /** Any expression of the policy language. */
  record Expression(Scalar text) implements MaskMethod {
    @Override
    public String kind() {
      return "expression";
    }
  }
}
