package io.meshgate.channels;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A denied column answers, wherever it is named, with the bytes of a name that nobody has. */
class HiddenNamesTest {

  private static final QuerySession ANN = QuerySession.of(Principal.of("ann"));
  private static final QuerySession OLGA = QuerySession.of(Principal.of("olga"));
  private static final Schema PEOPLE =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("name", ArrowType.Utf8.INSTANCE),
              Field.nullable("salary", new ArrowType.Int(64, true))));

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;
  private TestMesh mesh = new TestMesh();
  private Optional<QueryEngine> open = Optional.empty();

  HiddenNamesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Decision decide(Principal principal, DataProduct product, ProductTable table) {
    Decision.Allowed open = (Decision.Allowed) TestMesh.open(principal, product, table);
    return principal.subject().equals("olga")
        ? open
        : new Decision.Allowed(
            open.columns().subList(0, 2),
            Optional.empty(),
            Decision.PushdownMode.NORMAL,
            List.of("some"));
  }

  @BeforeEach
  void open() {
    FakeConnector source =
        FakeConnector.builder()
            .table(
                TableName.of("people"),
                PEOPLE,
                List.of(List.of(1L, "zoe", 4711L), List.of(2L, "bob", 4712L)))
            .build();
    mesh =
        new TestMesh()
            .source("crm", source)
            .table("crm.customers", "people", "crm", TableName.of("people"))
            .table("crm.customers", "staff", "crm", TableName.of("people"));
    open =
        Optional.of(
            mesh.engine(HiddenNamesTest::decide, memory.allocator(), folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    open.ifPresent(QueryEngine::close);
    mesh.close();
  }

  private String observe(QuerySession session, String sql) {
    try (QueryResult result = open.orElseThrow().execute(session, sql)) {
      return result.schema() + "\n" + ArrowRows.read(result.reader());
    } catch (QueryException e) {
      return e.code() + ": " + e.getMessage();
    } catch (IOException e) {
      return "while reading: " + e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT salary FROM crm.customers.people",
        "SELECT p.salary FROM crm.customers.people p",
        "SELECT \"salary\" FROM crm.customers.people",
        "SELECT crm.customers.people.salary FROM crm.customers.people",
        "SELECT salary + 1 FROM crm.customers.people",
        "SELECT SUM(salary) FROM crm.customers.people",
        "SELECT COUNT(*) FILTER (WHERE salary > 1) FROM crm.customers.people",
        "SELECT COUNT(DISTINCT salary) FROM crm.customers.people",
        "SELECT RANK() OVER (ORDER BY salary) FROM crm.customers.people",
        "SELECT COUNT(*) OVER (PARTITION BY salary) FROM crm.customers.people",
        "SELECT CASE WHEN salary > 1 THEN 1 END FROM crm.customers.people",
        "SELECT id FROM crm.customers.people WHERE salary > 1",
        "SELECT id FROM crm.customers.people WHERE salary IS NULL",
        "SELECT id FROM crm.customers.people p WHERE p.salary IN (1, 2)",
        "SELECT id FROM crm.customers.people GROUP BY id, salary",
        "SELECT COUNT(*) FROM crm.customers.people GROUP BY salary",
        "SELECT COUNT(*) FROM crm.customers.people GROUP BY ROLLUP(id, salary)",
        "SELECT id FROM crm.customers.people GROUP BY id HAVING MAX(salary) > 1",
        "SELECT id FROM crm.customers.people ORDER BY salary",
        "SELECT id FROM crm.customers.people ORDER BY 1, salary DESC",
        "SELECT p.id FROM crm.customers.people p JOIN crm.customers.staff s ON p.salary = s.id",
        "SELECT 1 FROM crm.customers.people JOIN crm.customers.staff USING (salary)",
        "SELECT 1 FROM crm.customers.people JOIN crm.customers.staff USING (id, salary)",
        "SELECT id FROM crm.customers.people WHERE id IN (SELECT salary FROM crm.customers.staff)",
        "SELECT id FROM crm.customers.people p WHERE EXISTS"
            + " (SELECT 1 FROM crm.customers.staff s WHERE s.id = p.salary)",
        "SELECT (SELECT MAX(salary) FROM crm.customers.staff) FROM crm.customers.people",
        "SELECT q.salary FROM (SELECT * FROM crm.customers.people) q",
        "WITH q AS (SELECT * FROM crm.customers.people) SELECT salary FROM q",
        "WITH q (salarx) AS (SELECT salary FROM crm.customers.people) SELECT 1 FROM q",
        "SELECT 1 FROM crm.customers.people p, LATERAL (SELECT p.salary AS x) q",
        "SELECT id FROM crm.customers.people UNION SELECT salary FROM crm.customers.people",
        "SELECT p.name.salary FROM crm.customers.people p",
        "EXPLAIN SELECT salary FROM crm.customers.people",
        "SELECT q.salary FROM crm.customers.people AS q (a, b)",
      })
  void aDeniedColumnReadsLikeARandomNameInEachClause(String sql) {
    String denied = observe(ANN, sql);
    String random = observe(ANN, sql.replace("salary", "qzlkrv"));
    assertThat(denied).matches("(?s)(NOT_FOUND|INVALID_QUERY|AMBIGUOUS|SYNTAX_ERROR): .*");
    assertThat(denied.replace("salary", "qzlkrv")).isEqualTo(random);
  }

  /** Each of these would be longer, or join by one column more, if the column were there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM crm.customers.people ORDER BY 1",
        "SELECT p.* FROM crm.customers.people p ORDER BY 1",
        "TABLE crm.customers.people",
        "SELECT * FROM crm.customers.people NATURAL JOIN crm.customers.staff ORDER BY 1",
        "SELECT * FROM (SELECT * FROM crm.customers.people) q ORDER BY 1",
        "WITH q AS (TABLE crm.customers.people) SELECT * FROM q ORDER BY 1",
        "SELECT * FROM crm.customers.people JOIN crm.customers.staff USING (id) ORDER BY 1",
        "SELECT * FROM crm.customers.people UNION SELECT * FROM crm.customers.staff ORDER BY 1",
        "DESCRIBE crm.customers.people",
        "SELECT * FROM information_schema.columns WHERE table_schema = 'crm.customers'",
      })
  void aStarHasNoPlaceForADeniedColumn(String sql) {
    assertThat(observe(ANN, sql)).startsWith("Schema").doesNotContain("salary", "471");
    assertThat(observe(OLGA, sql)).containsAnyOf("salary", "471");
  }

  @Test
  void aTableThatIsNamedAsAValueShowsNoDeniedColumn() {
    for (String sql :
        List.of(
            "SELECT p FROM crm.customers.people p",
            "SELECT ROW(p) FROM crm.customers.people p",
            "SELECT CAST(p AS VARCHAR) FROM crm.customers.people p",
            "SELECT COUNT(p) FROM crm.customers.people p",
            "SELECT (p).salary FROM crm.customers.people p",
            "SELECT ROW(p.*) FROM crm.customers.people p",
            "SELECT COUNT(DISTINCT p.*) FROM crm.customers.people p")) {
      assertThat(observe(ANN, sql)).as(sql).doesNotContain("471");
    }
  }
}
