package io.meshgate.plan;

import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes errors of the residual engine by its text, which itself never reaches a client. */
public final class ResidualErrors {

  // A number that does not fit is a conversion error too, told apart by its text alone.
  private static final Pattern OUT_OF_RANGE =
      Pattern.compile(
          "Conversion Error: .*(value is out of range|Could not cast value \\S+ to DECIMAL|Failed"
              + " to cast decimal)");

  private static final Pattern MISFIT =
      Pattern.compile(Pattern.quote(ResidualDialect.MISFIT) + "\"(.*)\"", Pattern.DOTALL);

  private ResidualErrors() {}

  /** The error as the caller should read it, or empty if the text is not known. */
  public static Optional<QueryException> translate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String text = t.getMessage();
      if (text != null) {
        Optional<QueryException> known = translate(text, failure);
        if (known.isPresent()) {
          return known;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<QueryException> translate(String text, Throwable failure) {
    if (text.contains(ResidualDialect.DIVISION_BY_ZERO)) {
      return error(ErrorCode.DIVISION_BY_ZERO, "Division by zero", failure);
    }
    Matcher misfit = MISFIT.matcher(text);
    if (misfit.find()) {
      return error(
          ErrorCode.INVALID_VALUE,
          "Column '"
              + misfit.group(1)
              + "' holds a value that its type cannot hold here, such as an infinite date, a date"
              + " without a day, NaN in a decimal, or a number with too many digits",
          failure);
    }
    if (text.contains(ResidualDialect.SEVERAL_ROWS)) {
      return error(
          ErrorCode.INVALID_VALUE, "A subquery that stands for one value gave several", failure);
    }
    if (text.contains("Out of Memory Error")) {
      return error(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The query needs more memory and disk than its limits allow",
          failure);
    }
    if (text.contains("INTERRUPT")) {
      return error(ErrorCode.CANCELLED, "The query was cancelled", failure);
    }
    if (text.contains("Out of Range Error") || OUT_OF_RANGE.matcher(text).find()) {
      return error(ErrorCode.NUMERIC_OVERFLOW, "A number leaves the range of its type", failure);
    }
    if (text.contains("Conversion Error")) {
      return error(
          ErrorCode.INVALID_VALUE, "A value cannot be converted to the type asked for", failure);
    }
    if (text.contains("Like pattern must not end with escape character")) {
      return error(
          ErrorCode.INVALID_VALUE, "A pattern of LIKE ends with its escape character", failure);
    }
    return Optional.empty();
  }

  private static Optional<QueryException> error(ErrorCode code, String text, Throwable cause) {
    return Optional.of(new QueryException(code, text, cause));
  }
}
