package io.meshgate.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.ScanContext;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class StatementCommentTest {

  @Test
  void namesGatewayQueryAndUser() {
    assertThat(tag("demo", "q-1", "anna@example.org"))
        .isEqualTo("/* gateway=demo query=q-1 user=anna@example.org */ SELECT 1");
  }

  @Test
  void cannotBeClosedOrNestedByAName() {
    assertThat(tag("a*/b", "/*!c", "*/; DROP TABLE t; --' \" ? $1 \n"))
        .isEqualTo("/* gateway=a__b query=___c user=____DROP_TABLE_t__--_______1__ */ SELECT 1");
  }

  @Test
  void keepsLettersOfEveryScriptAndCutsLongNames() {
    assertThat(tag("é", "q", "x".repeat(200)))
        .isEqualTo("/* gateway=é query=q user=" + "x".repeat(80) + " */ SELECT 1");
  }

  private static String tag(String gateway, String query, String user) {
    try (BufferAllocator allocator = new RootAllocator()) {
      ScanContext context =
          new ScanContext(allocator, query, user, Optional.empty(), 1, new Cancellation());
      return StatementComment.tag(gateway, context, "SELECT 1");
    }
  }
}
