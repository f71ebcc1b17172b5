package io.meshgate.policy.opa;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an Open Policy Agent is asked.
 *
 * @param allow whether columns of a table may be read
 * @param columns which columns exist for the principal; if absent, all or none
 * @param rowFilters which rows are seen; if absent, this is not asked
 * @param batchColumnMasks how columns are masked; if absent, this is not asked
 * @param timeout how long an answer is waited for
 * @param cache how long an answer is used again
 * @param tokenFile a file with a bearer token, read for each question
 * @param combination whether policy files decide as well
 */
public record OpaSettings(
    URI allow,
    Optional<URI> columns,
    Optional<URI> rowFilters,
    Optional<URI> batchColumnMasks,
    Duration timeout,
    Duration cache,
    Optional<Path> tokenFile,
    Combination combination) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DEFAULT_CACHE = Duration.ofSeconds(5);

  /** Whether policy files decide as well. */
  public enum Combination {
    /** Both have to allow: the agent can only narrow what files grant. */
    WITH_FILES,
    /** The agent alone decides. */
    ALONE
  }

  public OpaSettings {
    Objects.requireNonNull(allow, "allow");
    Objects.requireNonNull(columns, "columns");
    Objects.requireNonNull(rowFilters, "rowFilters");
    Objects.requireNonNull(batchColumnMasks, "batchColumnMasks");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(tokenFile, "tokenFile");
    Objects.requireNonNull(combination, "combination");
  }

  /**
   * Reads the section {@code decisions} of a configuration.
   *
   * @param folder against which paths are resolved
   * @param problems where problems are added
   * @return empty if it names no agent, or none that can be used
   */
  public static Optional<OpaSettings> read(
      YamlNode.Mapping section, Path folder, List<Problem> problems) {
    Fields fields = new Fields(section, problems);
    Combination combination =
        fields.bool("files").orElse(true) ? Combination.WITH_FILES : Combination.ALONE;
    Optional<Fields> opa = fields.fields("opa");
    if (opa.isEmpty() && fields.node("opa").isEmpty()) {
      fields.missing("opa");
    }
    fields.refuseOthers();
    return opa.flatMap(found -> read(found, combination, folder, problems));
  }

  private static Optional<OpaSettings> read(
      Fields fields, Combination combination, Path folder, List<Problem> problems) {
    Optional<URI> allow = uri(fields, "allow", problems);
    if (fields.node("allow").isEmpty()) {
      fields.missing("allow");
    }
    Optional<URI> columns = uri(fields, "batch", problems);
    Optional<URI> rowFilters = uri(fields, "rowFilters", problems);
    Optional<URI> masks = uri(fields, "batchColumnMasks", problems);
    Duration timeout = duration(fields, "timeout", problems).orElse(DEFAULT_TIMEOUT);
    Duration cache = duration(fields, "cache", problems).orElse(DEFAULT_CACHE);
    Optional<Path> token = fields.text("tokenFile").map(folder::resolve);
    fields.refuseOthers();
    return allow.map(
        address ->
            new OpaSettings(
                address, columns, rowFilters, masks, timeout, cache, token, combination));
  }

  private static Optional<URI> uri(Fields fields, String key, List<Problem> problems) {
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text.get());
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Reported below with the form that works.
    }
    problems.add(
        Problem.error(
            fields.node(key).orElse(fields.mapping()),
            "Expected an address such as http://localhost:8181/v1/data/trino/" + key));
    return Optional.empty();
  }

  private static Optional<Duration> duration(Fields fields, String key, List<Problem> problems) {
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Duration duration = Duration.parse(text.get());
      if (!duration.isNegative() && duration.compareTo(Duration.ofMinutes(10)) <= 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException e) {
      // Reported below with the form that works.
    }
    problems.add(
        Problem.error(
            fields.node(key).orElse(fields.mapping()),
            "Expected a duration of at most ten minutes, such as PT2S"));
    return Optional.empty();
  }
}
