package io.meshgate.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's own tables, asked with SQL. {@code olga} may see everything; {@code ann} sees
 * neither {@code hr.staff.salaries} nor the column {@code email}.
 */
class SystemTablesTest {

  private static final Schema PEOPLE =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("email", ArrowType.Utf8.INSTANCE),
              Field.nullable("balance", new ArrowType.Decimal(10, 2, 128))));
  private static final Schema SALARIES =
      new Schema(List.of(Field.nullable("amount", new ArrowType.Int(32, true))));
  private static final QuerySession OLGA = QuerySession.of(Principal.of("olga"));
  private static final QuerySession ANN = QuerySession.of(Principal.of("ann"));

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;
  private TestMesh mesh;
  private QueryEngine engine;

  SystemTablesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() {
    FakeConnector source =
        FakeConnector.builder()
            .table(TableName.of("people"), PEOPLE, List.of())
            .table(TableName.of("salaries"), SALARIES, List.of())
            .build();
    mesh =
        new TestMesh()
            .source("crm", source)
            .table("crm.customers", "people", "crm", TableName.of("people"))
            .table("hr.staff", "salaries", "crm", TableName.of("salaries"));
    engine = mesh.engine(SystemTablesTest::decide, memory.allocator(), folder.resolve("spill"));
  }

  @AfterEach
  void close() {
    engine.close();
    mesh.close();
  }

  private static Decision decide(Principal principal, DataProduct product, ProductTable table) {
    Decision.Allowed open = (Decision.Allowed) TestMesh.open(principal, product, table);
    if (principal.subject().equals("olga")) {
      return open;
    }
    return table.name().equals("salaries")
        ? new Decision.Denied(List.of())
        : new Decision.Allowed(
            open.columns().stream()
                .filter(column -> !table.columns().get(column.ordinal()).name().equals("email"))
                .toList(),
            Optional.empty(),
            Decision.PushdownMode.NORMAL,
            List.of("some"));
  }

  private List<List<@Nullable Object>> run(QuerySession session, String sql) throws IOException {
    try (QueryResult result = engine.execute(session, sql)) {
      assertThat(result.schema()).isEqualTo(engine.prepare(session, sql).result());
      return ArrowRows.read(result.reader());
    }
  }

  @Test
  void showsOnlyWhatThePrincipalMaySee() throws IOException {
    String tables =
        "SELECT table_schema, table_name, table_type FROM information_schema.tables"
            + " WHERE table_type = 'BASE TABLE' ORDER BY 1, 2";
    assertThat(run(OLGA, tables))
        .containsExactly(
            List.of("crm.customers", "people", "BASE TABLE"),
            List.of("hr.staff", "salaries", "BASE TABLE"));
    assertThat(run(ANN, tables)).containsExactly(List.of("crm.customers", "people", "BASE TABLE"));
    String columns =
        "SELECT column_name, ordinal_position, data_type, numeric_precision, numeric_scale"
            + " FROM information_schema.columns WHERE table_schema = 'crm.customers' ORDER BY 2";
    assertThat(run(ANN, columns))
        .containsExactly(
            List.of("id", 1, "BIGINT", 19, 0), List.of("balance", 2, "DECIMAL", 10, 2));
    assertThat(
            run(
                ANN,
                "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = 'hr.staff'"))
        .containsExactly(List.of(0L));
    assertThat(run(ANN, "SELECT schema_name FROM system.products"))
        .containsExactly(List.of("crm.customers"));
  }

  @Test
  void joinsAndQualifiesThemLikeAnyTable() throws IOException {
    assertThat(
            run(
                OLGA,
                "SELECT t.\"table_name\", COUNT(*) FROM \"mesh\".\"information_schema\".\"tables\" t"
                    + " JOIN MESH.Information_Schema.COLUMNS c USING (table_schema, table_name)"
                    + " WHERE t.table_schema NOT IN ('information_schema', 'system')"
                    + " GROUP BY t.table_name ORDER BY 1"))
        .containsExactly(List.of("people", 3L), List.of("salaries", 1L));
  }

  @Test
  void listsItself() throws IOException {
    assertThat(
            run(
                ANN,
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                    + " WHERE table_type = 'SYSTEM VIEW' ORDER BY 1"))
        .extracting(row -> row.get(0))
        .contains("information_schema.columns", "information_schema.tables", "system.products");
    for (List<@Nullable Object> row :
        run(ANN, "SELECT table_schema, table_name FROM information_schema.tables")) {
      String name = "\"" + row.get(0) + "\".\"" + row.get(1) + "\"";
      long described =
          run(
                  ANN,
                  "SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                      + row.get(0)
                      + "' AND table_name = '"
                      + row.get(1)
                      + "'")
              .size();
      assertThat(engine.prepare(ANN, "SELECT * FROM " + name).result().getFields())
          .as(name)
          .hasSize((int) described);
      assertThat(run(ANN, "DESCRIBE " + name)).as(name).hasSize((int) described);
    }
  }

  @Test
  void showsAndDescribes() throws IOException {
    assertThat(run(OLGA, "SHOW CATALOGS")).containsExactly(List.of("mesh"));
    assertThat(run(OLGA, "show catalogs like 'x%'")).isEmpty();
    assertThat(run(OLGA, "SHOW SCHEMAS LIKE '%.%';"))
        .extracting(row -> row.get(0))
        .containsExactly("crm.customers", "hr.staff");
    assertThat(run(OLGA, "/* all */ SHOW TABLES"))
        .extracting(row -> row.get(1))
        .containsExactly("people", "salaries");
    assertThat(run(OLGA, "SHOW TABLES FROM hr.staff"))
        .extracting(row -> row.get(1))
        .containsExactly("salaries");
    assertThat(run(OLGA, "SHOW TABLES IN mesh.\"hr.staff\" LIKE 'SAL_ries'")).hasSize(1);
    assertThat(run(ANN, "DESCRIBE crm.customers.people"))
        .extracting(row -> row.subList(0, 3))
        .containsExactly(List.of("id", "BIGINT", true), List.of("balance", "DECIMAL(10, 2)", true));
    assertThat(run(OLGA, "SHOW COLUMNS FROM \"crm.customers\".\"people\" LIKE 'e%'"))
        .extracting(row -> row.get(0))
        .containsExactly("email");
    QuerySession inStaff =
        new QuerySession(
            OLGA.principal(),
            Optional.of("hr.staff"),
            ZoneId.of("Asia/Tokyo"),
            QueryLimits.DEFAULT);
    assertThat(run(inStaff, "desc salaries")).hasSize(1);
    assertThat(run(inStaff, "SHOW TABLES")).hasSize(1);
    assertThat(run(inStaff, "SHOW timezone")).containsExactly(List.of("timezone", "Asia/Tokyo"));
    assertThat(run(inStaff, "SHOW SESSION"))
        .contains(List.of("schema", "hr.staff"), List.of("user", "olga"));
  }

  @Test
  void explainsWhatItReads() throws IOException {
    assertThat(run(ANN, "EXPLAIN SELECT table_name FROM information_schema.tables").toString())
        .contains("information_schema.tables");
  }

  @Test
  void answersAHiddenTableLikeOneThatIsNotThere() {
    String hidden = message(ANN, "DESCRIBE hr.staff.salaries");
    assertThat(hidden)
        .isEqualTo(
            message(ANN, "DESCRIBE hr.staff.absences")
                .replace("hr.staff.absences", "hr.staff.salaries"))
        .contains("Line 1, column 10", "'hr.staff.salaries' not found");
    assertThat(message(ANN, "SHOW COLUMNS\nFROM crm.customers.peple"))
        .contains("Line 2, column 6", "did you mean 'crm.customers.people'?");
    assertThat(message(OLGA, "SELECT * FROM information_schema.tabels"))
        .contains("did you mean 'information_schema.tables'?");
    assertThat(message(OLGA, "SHOW GRANTS")).contains("SHOW TABLES");
    assertThat(message(OLGA, "SHOW zone")).contains("nothing named 'zone'");
    assertThat(message(OLGA, "DESCRIBE")).contains("DESCRIBE table");
  }

  @Test
  void showsQueriesToTheirOwnersAndGovernance() throws IOException {
    run(ANN, "SELECT id, 'secret' AS word FROM crm.customers.people");
    message(ANN, "SELECT nothing FROM crm.customers.people");
    String queries =
        "SELECT state, statement, error_code, sources FROM system.queries ORDER BY submitted";
    assertThat(run(ANN, queries).subList(0, 2))
        .containsExactly(
            Arrays.asList(
                "FINISHED", "SELECT id, 'secret' AS word FROM crm.customers.people", null, "crm"),
            Arrays.asList("FAILED", "SELECT nothing FROM crm.customers.people", "NOT_FOUND", ""));
    assertThat(run(OLGA, "SELECT user_name FROM system.queries WHERE user_name <> 'olga'"))
        .isEmpty();
    QuerySession governance = QuerySession.of(Principal.of("gerda", "governance"));
    assertThat(run(governance, queries).get(0).get(1))
        .isEqualTo("SELECT id, ? AS word FROM crm.customers.people");
    assertThat(
            run(
                governance,
                "SELECT f.source, f.source_rows FROM system.query_fragments f"
                    + " JOIN system.queries q ON q.query_id = f.query_id"
                    + " WHERE q.statement LIKE '%? AS word%' AND f.ended IS NOT NULL"))
        .containsExactly(List.of("crm", 0L));
  }

  private String message(QuerySession session, String sql) {
    Throwable[] thrown = new Throwable[1];
    assertThatThrownBy(() -> engine.prepare(session, sql))
        .isInstanceOf(QueryException.class)
        .satisfies(e -> thrown[0] = e);
    return String.valueOf(thrown[0].getMessage());
  }
}
