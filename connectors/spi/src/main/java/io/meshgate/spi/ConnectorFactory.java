package io.meshgate.spi;

import java.util.List;

/**
 * Makes connectors of one type; found by {@link java.util.ServiceLoader}.
 *
 * <p>The gateway refuses a source whose options are not all listed in {@link #options()}.
 */
public interface ConnectorFactory {

  /** The value of {@code type:} in the configuration, for example {@code postgres}. */
  String type();

  /** Every option that a source of this type takes, in the order in which help texts show them. */
  List<SourceOption> options();

  /**
   * Makes a connector without contacting the source.
   *
   * @throws IllegalArgumentException if an option's value makes no sense; the message names it
   */
  Connector create(SourceConfig config);
}
