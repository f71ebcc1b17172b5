package io.meshgate.connector.duckdb;

import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The options of one source, checked.
 *
 * @param source the source's name
 * @param database the database file, if there is one
 * @param folders folders whose files may be read, absolute
 * @param threads most worker threads, if limited
 * @param memory most memory, in DuckDB's notation, if limited
 * @param csv arguments of {@code read_csv} by name, as SQL literals
 */
record DuckDbSettings(
    String source,
    Optional<Path> database,
    List<Path> folders,
    OptionalInt threads,
    Optional<String> memory,
    Map<String, String> csv) {

  static final List<SourceOption> OPTIONS =
      List.of(
          SourceOption.optional("database", "DuckDB database file; opened read-only"),
          SourceOption.optional(
              "folder", "Folder of Parquet, CSV and JSON files; several are separated by commas"),
          SourceOption.optional("threads", "Worker threads; default: one a core"),
          SourceOption.optional(
              "memory", "Memory for scans, for example 2GB; default: 80 % of the machine's"),
          SourceOption.optional("delimiter", "CSV: character between fields; default: detected"),
          SourceOption.optional("quote", "CSV: quote character; default: detected"),
          SourceOption.optional("escape", "CSV: escape character; default: detected"),
          SourceOption.optional("header", "CSV: true or false; default: detected"),
          SourceOption.optional("nullText", "CSV: text that means NULL; default: an empty field"),
          SourceOption.optional("dateFormat", "CSV: format of dates, for example %d.%m.%Y"),
          SourceOption.optional("timestampFormat", "CSV: format of timestamps"),
          SourceOption.optional(
              "sampleRows", "CSV and JSON: rows read to detect types, -1 for all; default: 20480"));

  private static final Map<String, String> CSV_TEXT =
      Map.of(
          "delimiter", "delim",
          "quote", "quote",
          "escape", "escape",
          "nullText", "nullstr",
          "dateFormat", "dateformat",
          "timestampFormat", "timestampformat");

  private static final Pattern MEMORY = Pattern.compile("\\d+(\\.\\d+)? ?[KMGT]i?B");
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]{}]");

  DuckDbSettings {
    folders = List.copyOf(folders);
  }

  static DuckDbSettings of(SourceConfig config) {
    Optional<Path> database = config.option("database").map(config.folder()::resolve);
    List<Path> folders = folders(config);
    if (database.isEmpty() && folders.isEmpty()) {
      throw new IllegalArgumentException(
          "Source '" + config.name() + "' needs the option 'database' or the option 'folder'");
    }
    return new DuckDbSettings(
        config.name(),
        database.map(path -> path.toAbsolutePath().normalize()),
        folders,
        threads(config),
        memory(config),
        csv(config));
  }

  private static List<Path> folders(SourceConfig config) {
    List<Path> folders = new ArrayList<>();
    for (String folder : config.option("folder").orElse("").split(",", -1)) {
      if (folder.isBlank()) {
        continue;
      }
      Path path = config.folder().resolve(folder.strip()).toAbsolutePath().normalize();
      if (GLOB.matcher(path.toString()).find()) {
        throw wrong(config, "folder", "a path without the characters * ? [ ] { }");
      }
      folders.add(path);
    }
    return folders;
  }

  private static OptionalInt threads(SourceConfig config) {
    Optional<String> given = config.option("threads");
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!given.get().matches("[1-9]\\d{0,3}")) {
      throw wrong(config, "threads", "a whole number from 1");
    }
    return OptionalInt.of(Integer.parseInt(given.get()));
  }

  private static Optional<String> memory(SourceConfig config) {
    Optional<String> given = config.option("memory");
    if (given.filter(text -> !MEMORY.matcher(text).matches()).isPresent()) {
      throw wrong(config, "memory", "a size such as 512MiB or 2GB");
    }
    return given;
  }

  private static Map<String, String> csv(SourceConfig config) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (SourceOption option : OPTIONS) {
      String argument = CSV_TEXT.get(option.name());
      Optional<String> value = config.option(option.name());
      if (argument != null && value.isPresent()) {
        arguments.put(argument, Sql.text(value.get()));
      }
    }
    config.option("header").ifPresent(value -> arguments.put("header", flag(config, value)));
    config
        .option("sampleRows")
        .ifPresent(value -> arguments.put("sample_size", rows(config, value)));
    return arguments;
  }

  private static String flag(SourceConfig config, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw wrong(config, "header", "true or false");
    }
    return value;
  }

  private static String rows(SourceConfig config, String value) {
    if (!value.matches("-1|[1-9]\\d{0,8}")) {
      throw wrong(config, "sampleRows", "-1 or a whole number from 1");
    }
    return value;
  }

  private static IllegalArgumentException wrong(SourceConfig config, String option, String works) {
    return new IllegalArgumentException(
        "Option '" + option + "' of source '" + config.name() + "' must be " + works);
  }
}
