package io.meshgate.server.demo;

import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.config.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * The running demo: two stores with their data, and a gateway in front of them.
 *
 * <p>It listens on the loopback address only, without encryption, so that any client on the machine
 * can connect without a certificate. Closing stops the gateway and the stores; the data stays.
 */
public final class Demo implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final DemoFolder folder;
  private final DemoStores stores;
  private final GatewayProcess gateway;
  private final List<DemoUser> users;

  private Demo(DemoFolder folder, DemoStores stores, GatewayProcess gateway, List<DemoUser> users) {
    this.folder = folder;
    this.stores = stores;
    this.gateway = gateway;
    this.users = users;
  }

  /** The folder that the demo keeps between runs, unless told otherwise. */
  public static Path defaultFolder() {
    String cache = System.getProperty("meshgate.cache");
    return cache == null
        ? Path.of(System.getProperty("user.home"), ".cache", "meshgate", "demo")
        : Path.of(cache, "demo");
  }

  /**
   * Starts the stores, loads them if they are empty, and starts the gateway.
   *
   * @param root folder for data and configuration; one demo at a time uses it
   * @param port port of the gateway; 0 takes a free one
   * @param out what happens, line by line
   */
  public static Demo start(Path root, int port, PrintWriter out)
      throws IOException, SQLException, DocumentException {
    DemoFolder folder = DemoFolder.prepare(root);
    out.println("Starting PostgreSQL and MariaDB in " + folder.root());
    out.flush();
    long start = System.nanoTime();
    DemoStores stores = DemoStores.start(folder.root());
    try {
      out.printf(Locale.ROOT, "Stores run after %.1f s%n", seconds(start));
      load(folder, stores, out);
      List<DemoUser> users = List.of(DemoUser.analyst(), DemoUser.auditor());
      stores.admitReader(folder.configure(stores, port, users));
      GatewayProcess gateway =
          GatewayProcess.start(
              folder.meshFile(), config -> config.withTransport(new Transport.Plaintext()));
      out.printf(
          Locale.ROOT, "Gateway serves on port %d after %.1f s%n", gateway.port(), seconds(start));
      out.flush();
      return new Demo(folder, stores, gateway, users);
    } catch (RuntimeException | IOException | SQLException | DocumentException e) {
      stores.close();
      throw e;
    }
  }

  private static void load(DemoFolder folder, DemoStores stores, PrintWriter out)
      throws IOException, SQLException {
    if (folder.isLoaded()) {
      return;
    }
    out.println("Loading 336,776 flights, 3,322 aircraft and 16 airlines");
    out.flush();
    long start = System.nanoTime();
    folder.markEmpty();
    stores.load(folder.imports());
    folder.markLoaded();
    out.printf(Locale.ROOT, "Loaded in %.1f s%n", seconds(start));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  /** The port on which the gateway listens. */
  public int port() {
    return gateway.port();
  }

  /**
   * What is wrong with the demo's contracts, sources and policies: nothing, unless it is broken.
   */
  public List<Problem> problems() {
    return gateway.problems();
  }

  /** JDBC address of the gateway, without user and password. */
  public String jdbcUrl() {
    return "jdbc:arrow-flight-sql://localhost:" + port() + "/?useEncryption=false";
  }

  /**
   * Asks the tour's queries through JDBC as each of the two users and prints rows, times and plans.
   *
   * @return what went wrong, a line each; empty if every query gave rows to every user
   */
  public List<String> tour(PrintWriter out) throws IOException {
    return new DemoTour(jdbcUrl(), out).run(users);
  }

  /** Prints how to connect with other programs. */
  public void printConnections(PrintWriter out) {
    out.println();
    out.println("Connect");
    for (DemoUser user : users) {
      out.printf("  user %-5s password %s  (%s)%n", user.name(), user.password(), user.role());
    }
    DemoUser first = users.get(0);
    out.printf("  JDBC      %s%n", jdbcUrl());
    out.println("  DBeaver   driver 'Apache Arrow Flight SQL', that URL, user and password");
    out.println("  Python    pip install adbc_driver_flightsql pyarrow, then");
    out.println("              import adbc_driver_flightsql.dbapi as flight");
    out.printf(
        "              flight.connect('grpc://localhost:%d', db_kwargs={'username': '%s',%n",
        port(), first.name());
    out.printf("                             'password': '%s'})%n", first.password());
    out.printf(
        "  Shell     ./meshgate query --insecure --port %d --user %s \\%n", port(), first.name());
    out.printf("              --password-file '%s' \\%n", folder.passwordFile(first));
    out.println("              \"SELECT * FROM fleet.aircraft.airlines\"");
    out.flush();
  }

  @Override
  public void close() {
    try (stores) {
      gateway.close();
    }
  }
}
