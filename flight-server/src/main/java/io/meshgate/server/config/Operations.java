package io.meshgate.server.config;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode.Mapping;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The section {@code operations} of a configuration file: where metrics and health are shown.
 *
 * @param host address or name to listen on
 * @param port port to listen on; 0 takes a free one
 */
public record Operations(String host, int port) {

  private static final int DEFAULT_PORT = 9464;

  /** Where to listen. */
  public InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  /**
   * Reads the section.
   *
   * @param problems where problems are added
   */
  public static Operations read(Mapping section, List<Problem> problems) {
    Fields fields = new Fields(section, problems);
    Operations operations =
        new Operations(
            fields.text("host").orElse("localhost"),
            fields.integer("port", 0, 65_535).map(Long::intValue).orElse(DEFAULT_PORT));
    fields.refuseOthers();
    return operations;
  }
}
