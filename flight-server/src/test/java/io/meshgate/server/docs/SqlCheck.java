package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.demo.SharedDemo;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** SQL blocks give rows in the demo to the user whom the text before names, or else to otto. */
final class SqlCheck implements BlockCheck {
  private final SharedDemo demo;

  SqlCheck(SharedDemo demo) {
    this.demo = demo;
  }

  @Override
  public void check(Block block) throws Exception {
    String user = block.introduction().contains("`uma`") ? "uma" : "otto";
    try (Connection connection =
            DriverManager.getConnection(demo.jdbcUrl(), user, demo.password(user));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(block.text())) {
      assertThat(rows.next()).as("rows for %s", user).isTrue();
    }
  }
}
