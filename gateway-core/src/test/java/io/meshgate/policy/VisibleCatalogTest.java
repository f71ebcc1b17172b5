package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.TestMesh;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.session.Principal;
import io.meshgate.spi.TableName;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Schemas exist for those who see a table in them. */
class VisibleCatalogTest {

  private static final TableName ITEMS = TableName.of("items");
  private static final Schema ROW =
      new Schema(List.of(Field.nullable("id", new ArrowType.Int(32, true))));

  @Test
  void hasNoSchemaWithoutAVisibleTable() {
    try (TestMesh mesh = new TestMesh()) {
      mesh.source("shop", FakeConnector.builder().table(ITEMS, ROW, List.of()).build());
      mesh.table("open.shop", "items", "shop", ITEMS);
      mesh.table("secret.shop", "items", "shop", ITEMS);
      mesh.table("secret.shop.v2", "items", "shop", ITEMS);
      AccessPolicy policy =
          (principal, product, table) ->
              table.schema().startsWith("secret") && !principal.groups().contains("insider")
                  ? new Decision.Denied(List.of())
                  : TestMesh.open(principal, product, table);
      VisibleCatalog insider =
          new VisibleCatalog(mesh.catalog(), policy, Principal.of("ina", "insider"));
      assertThat(insider.schemas()).containsExactly("open.shop", "secret.shop", "secret.shop.v2");
      assertThat(insider.product("secret", List.of())).isPresent();
      VisibleCatalog ann = insider.as(Principal.of("ann", "analyst"));
      assertThat(ann.schemas()).containsExactly("open.shop");
      for (String hidden : List.of("secret", "secret.shop", "secret.shop.v2", "made.up")) {
        assertThat(ann.product(hidden, List.of())).as(hidden).isEmpty();
        assertThat(ann.tables(hidden)).as(hidden).isEmpty();
      }
    }
  }
}
