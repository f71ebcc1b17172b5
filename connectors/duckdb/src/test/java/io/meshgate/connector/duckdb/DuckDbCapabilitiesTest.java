package io.meshgate.connector.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.TypeKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DuckDbCapabilitiesTest {

  private static final String LARGEST = "9999999999999999.99";

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  @Test
  void computesDecimalsBeyondEighteenDigits(@TempDir Path folder) {
    assertThat(compute("+", folder)).isEqualTo(ArrowRows.decimal("19999999999999999.98"));
    assertThat(compute("-", folder)).isEqualTo(ArrowRows.decimal("0.00"));
    Object product = compute("*", folder);
    assertThat(product).isEqualTo(ArrowRows.decimal(LARGEST).multiply(ArrowRows.decimal(LARGEST)));
  }

  private Object compute(String operator, Path folder) {
    RemoteFunction function =
        DuckDbCapabilities.CAPABILITIES.functions().stream()
            .filter(f -> f.operator().equals(operator))
            .filter(f -> f.operands().equals(List.of(TypeKind.DECIMAL, TypeKind.DECIMAL)))
            .findFirst()
            .orElseThrow();
    String operand = "CAST(" + LARGEST + " AS DECIMAL(18, 2))";
    String call = function.template().replace("{0}", operand).replace("{1}", operand);
    int scale = operator.equals("*") ? 4 : 2;
    ArrowType type = new ArrowType.Decimal(38, scale, 128);
    Schema schema = new Schema(List.of(Field.nullable("c", type)));
    try (Connector connector = DuckDbFiles.connect(folder, Map.of("folder", "."))) {
      return Objects.requireNonNull(
          new Lake(connector, memory.allocator())
              .rows(schema, "SELECT CAST(" + call + " AS DECIMAL(38, " + scale + "))")
              .get(0)
              .get(0));
    }
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(ConnectorFactory.class).stream())
        .anyMatch(provider -> provider.type().equals(DuckDbConnectorFactory.class));
  }
}
