package io.meshgate.server.session;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.meshgate.server.session.SessionOption.Choices;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options that are set, each with a value that was checked.
 *
 * @param values the values by option, in the order of the options
 */
public record SessionOptions(ImmutableMap<SessionOption, String> values) {

  /** Nothing set. */
  public static final SessionOptions NONE = new SessionOptions(ImmutableMap.of());

  public SessionOptions {
    values = Maps.immutableEnumMap(values);
  }

  /** The default schema. */
  public Optional<String> schema() {
    return value(SessionOption.SCHEMA);
  }

  /** The time zone. */
  public Optional<ZoneId> timeZone() {
    return value(SessionOption.TIMEZONE).map(ZoneId::of);
  }

  /** The declared purpose. */
  public Optional<String> purpose() {
    return value(SessionOption.PURPOSE);
  }

  /** How timestamps with a zone are sent, in lower case. */
  public Optional<String> timestamps() {
    return value(SessionOption.TIMESTAMPS);
  }

  /** How lists, structs and maps are sent, in lower case. */
  public Optional<String> nested() {
    return value(SessionOption.NESTED);
  }

  /** With whose eyes the session looks, as it is written. */
  public Optional<String> runAs() {
    return value(SessionOption.RUN_AS);
  }

  /** Whether queries that could be answered only in part are refused. */
  public boolean isStrict() {
    return value(SessionOption.STRICT).filter(SessionOption.ON::equals).isPresent();
  }

  /** The value of an option, if it is set. */
  public Optional<String> value(SessionOption option) {
    return Optional.ofNullable(values.get(option));
  }

  /**
   * These options with another value of one.
   *
   * @param choices what the caller can choose from
   * @throws IllegalArgumentException if it can have no such value, with what would work
   */
  public SessionOptions with(SessionOption option, String value, Choices choices) {
    EnumMap<SessionOption, String> changed = copy();
    changed.put(option, option.checked(value, choices));
    return new SessionOptions(ImmutableMap.copyOf(changed));
  }

  /** These options without one. */
  public SessionOptions without(SessionOption option) {
    EnumMap<SessionOption, String> changed = copy();
    changed.remove(option);
    return new SessionOptions(ImmutableMap.copyOf(changed));
  }

  /** These options, and those of {@code others} that are not set here. */
  public SessionOptions over(SessionOptions others) {
    EnumMap<SessionOption, String> merged = others.copy();
    merged.putAll(values);
    return new SessionOptions(ImmutableMap.copyOf(merged));
  }

  /** The values by name, as clients carry them. */
  Map<String, Object> toClaim() {
    Map<String, Object> claim = new LinkedHashMap<>();
    values.forEach((option, value) -> claim.put(option.label(), value));
    return claim;
  }

  /** Reads what {@link #toClaim} wrote; options that this version does not know are left out. */
  static SessionOptions fromClaim(Map<String, Object> claim) {
    EnumMap<SessionOption, String> values = new EnumMap<>(SessionOption.class);
    claim.forEach(
        (name, value) ->
            SessionOption.of(name)
                .filter(option -> value instanceof String)
                .ifPresent(option -> values.put(option, (String) value)));
    return new SessionOptions(ImmutableMap.copyOf(values));
  }

  private EnumMap<SessionOption, String> copy() {
    EnumMap<SessionOption, String> copy = new EnumMap<>(SessionOption.class);
    copy.putAll(values);
    return copy;
  }
}
