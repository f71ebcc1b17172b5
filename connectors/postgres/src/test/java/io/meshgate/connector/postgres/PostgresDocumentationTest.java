package io.meshgate.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.SourceOption;
import io.meshgate.spi.TableName;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tables of the documentation are made from the code; {@code -Dgolden.update} writes them. */
class PostgresDocumentationTest {

  @RegisterExtension static final Server SERVER = new Server();

  private static final Path PAGE = Path.of("../../docs/connectors/postgres.md");

  private static final List<String> TYPES =
      List.of(
          "boolean",
          "smallint",
          "integer",
          "bigint",
          "real",
          "double precision",
          "numeric(12,2)",
          "numeric(3,-2)",
          "numeric(50,2)",
          "numeric",
          "text",
          "character varying(20)",
          "character(5)",
          "name",
          "uuid",
          "json",
          "jsonb",
          "xml",
          "bytea",
          "date",
          "time without time zone",
          "time with time zone",
          "timestamp without time zone",
          "timestamp with time zone",
          "interval",
          "inet",
          "int4range",
          "point",
          "tsvector",
          "bit(4)",
          "money",
          "integer[]",
          "numeric(12,2)[]",
          "text[]",
          "timestamp with time zone[]",
          "uuid[]");

  @Test
  void listsOptionsAsTheCodeHasThem() throws IOException {
    StringBuilder table = new StringBuilder("| option | default | meaning |\n|---|---|---|\n");
    for (SourceOption option : new PostgresConnectorFactory().options()) {
      String otherwise =
          option.kind() == SourceOption.Kind.REQUIRED
              ? "required"
              : option.defaultValue().map(value -> "`" + value + "`").orElse("");
      table.append(
          "| `%s` | %s | %s |\n".formatted(option.name(), otherwise, option.description()));
    }
    compare("options", table.toString());
  }

  @Test
  void listsTypesAsTheServerDescribesThem() throws IOException {
    SERVER.run(
        "DROP TABLE IF EXISTS public.every_type",
        TYPES.stream()
            .map(type -> "\"" + type + "\" " + type)
            .collect(Collectors.joining(", ", "CREATE TABLE public.every_type (", ")")));
    StringBuilder table = new StringBuilder("| PostgreSQL | Arrow | read as |\n|---|---|---|\n");
    try (Connector connector = SERVER.connect()) {
      for (RemoteColumn column :
          connector.describe(TableName.of("every_type")).orElseThrow().columns()) {
        table.append(
            "| `%s` | %s | `%s` |\n"
                .formatted(
                    column.sourceType(),
                    arrow(column.valueType().orElseThrow()),
                    column.read().replace("{}", "x")));
      }
    }
    compare("types", table.toString());
  }

  private static String arrow(ValueType type) {
    return type.children().isEmpty()
        ? arrow(type.arrowType())
        : type.arrowType() + " of " + arrow(ValueType.of(type.children().get(0)));
  }

  private static String arrow(ArrowType type) {
    return type.toString().replace(", 128)", ")").replace("MICROSECOND", "us");
  }

  private static void compare(String section, String table) throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- generated: " + section + " -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end, from);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).as("run with -Dgolden.update").isEqualTo(table);
  }
}
