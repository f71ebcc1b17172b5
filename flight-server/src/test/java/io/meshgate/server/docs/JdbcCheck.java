package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.demo.SharedDemo;
import java.sql.Connection;
import java.sql.DriverManager;

/** JDBC addresses reach the demo, whose port stands in the place of the default one. */
final class JdbcCheck implements BlockCheck {
  private final SharedDemo demo;

  JdbcCheck(SharedDemo demo) {
    this.demo = demo;
  }

  @Override
  public void check(Block block) throws Exception {
    String port = ":" + ServerConfig.DEFAULT_PORT + "/";
    assertThat(block.text()).contains(port);
    String url = block.text().strip().replace(port, ":" + demo.port() + "/");
    try (Connection connection = DriverManager.getConnection(url, "otto", demo.password("otto"))) {
      assertThat(connection.isValid(10)).isTrue();
    }
  }
}
