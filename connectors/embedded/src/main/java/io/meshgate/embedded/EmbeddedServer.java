package io.meshgate.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A database server that runs as a child process on the loopback address.
 *
 * <p>It ends with {@link #close()}, at the latest when the JVM exits. If the JVM is killed, the
 * system ends the server too, provided that {@code setpriv} of util-linux is installed. Safe for
 * use by many threads.
 */
public sealed interface EmbeddedServer extends AutoCloseable
    permits EmbeddedPostgres, EmbeddedMariaDb {

  /** The loopback address on which the server listens. */
  String host();

  /** The port on which the server listens; the same after {@link #restart()}. */
  int port();

  /** The account that may do everything. */
  String user();

  /** The account's password: random, made when the folder was initialized. */
  String password();

  /** The database that exists from the start. */
  String database();

  /** JDBC address of {@link #database()}, without account and password. */
  String jdbcUrl();

  /** How long the last start took, initialization and unpacking included. */
  Duration startTime();

  /** The file to which the server writes what it has to say. */
  Path log();

  /** Kills the server's processes at once, as a crash would, and returns when they are gone. */
  void kill();

  /** Stops the server if it runs and starts it again on the same port with the same data. */
  void restart();

  /** Stops the server, ends its sessions, and waits; the folder stays. */
  @Override
  void close();
}
