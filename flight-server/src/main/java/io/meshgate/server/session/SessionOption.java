package io.meshgate.server.session;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What can be set for a session: by the action SetSessionOptions, or for one connection by a header
 * of the same name. A new option is one constant here, and one accessor of {@link SessionOptions}
 * for who reads it.
 */
public enum SessionOption {
  /** The catalog, which can only be the one there is. */
  CATALOG("catalog") {
    @Override
    String checked(String text, Choices choices) {
      if (!text.equalsIgnoreCase(choices.catalog())) {
        throw new IllegalArgumentException("the catalog is " + choices.catalog());
      }
      return choices.catalog();
    }
  },
  /** The schema in which unqualified names are looked up. */
  SCHEMA("schema") {
    // Not compared with what exists: a schema that one may not see must answer like none.
    @Override
    String checked(String text, Choices choices) {
      return shorterThanLimit(text);
    }
  },
  /** The time zone of current dates and of casts. */
  TIMEZONE("timezone") {
    @Override
    String checked(String text, Choices choices) {
      try {
        return ZoneId.of(text, ZoneId.SHORT_IDS).getId();
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("write a zone such as Europe/Rome or +02:00", e);
      }
    }
  },
  /** The purpose of what is asked, one of the caller's. */
  PURPOSE("purpose") {
    @Override
    String checked(String text, Choices choices) {
      if (!choices.purposes().contains(text)) {
        throw new IllegalArgumentException(
            choices.purposes().isEmpty()
                ? "you have no declared purposes"
                : "yours are " + String.join(", ", choices.purposes()));
      }
      return text;
    }
  },
  /** How timestamps with a zone are sent. */
  TIMESTAMPS("timestamps") {
    @Override
    String checked(String text, Choices choices) {
      return oneOf(text, List.of("zoned", "naive", "text"));
    }
  },
  /** How lists, structs and maps are sent. */
  NESTED("nested") {
    @Override
    String checked(String text, Choices choices) {
      return oneOf(text, List.of("arrow", "json"));
    }
  },
  /** Whether queries that could be answered only in part are refused. */
  STRICT("strict") {
    @Override
    String checked(String text, Choices choices) {
      return oneOf(text, List.of(ON, "off"));
    }
  },
  /** With whose eyes governance looks; for others there is no such option. */
  RUN_AS("run-as") {
    @Override
    String checked(String text, Choices choices) {
      Consumer<String> check =
          choices.runAs().orElseThrow(() -> new IllegalArgumentException("there is none"));
      check.accept(shorterThanLimit(text));
      return text;
    }

    @Override
    public boolean isOffered(Choices choices) {
      return choices.runAs().isPresent();
    }
  };

  /** What says that an option is in use. */
  static final String ON = "on";

  private static final int MAXIMUM_LENGTH = 512;

  private final String label;

  SessionOption(String label) {
    this.label = label;
  }

  /**
   * What the caller can choose from.
   *
   * @param runAs fails with {@link IllegalArgumentException} for whom they cannot look as; empty if
   *     they look as nobody but themselves
   */
  public record Choices(String catalog, List<String> purposes, Optional<Consumer<String>> runAs) {
    public Choices {
      Objects.requireNonNull(runAs, "runAs");
      purposes = List.copyOf(purposes);
    }
  }

  /** The option of that name, whatever its case. */
  public static Optional<SessionOption> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(option -> option.label.equals(lower)).findFirst();
  }

  /** Whether there is such an option for the caller. */
  public boolean isOffered(Choices choices) {
    return true;
  }

  /** Its name in actions and headers, in lower case. */
  public String label() {
    return label;
  }

  /**
   * The value in the form in which it is kept.
   *
   * @throws IllegalArgumentException if it can have no such value, with what would work
   */
  abstract String checked(String text, Choices choices);

  private static String oneOf(String text, List<String> values) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (!values.contains(value)) {
      throw new IllegalArgumentException("it is one of " + String.join(", ", values));
    }
    return value;
  }

  private static String shorterThanLimit(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException("it has at most " + MAXIMUM_LENGTH + " characters");
    }
    return text;
  }
}
