package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.server.config.ClientCertificates;
import io.meshgate.server.config.ClientCertificates.Demand;
import io.meshgate.server.config.ClientCertificates.Name;
import io.meshgate.server.config.Transport;
import io.meshgate.server.tls.TestAuthority;
import io.meshgate.server.tls.TestAuthority.Issued;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client certificates as credentials, and certificates that are replaced under a server. */
class MutualTlsTest {

  private static final GeneralName LOCALHOST = new GeneralName(GeneralName.dNSName, "localhost");

  private Path folder;
  private TestAuthority servers;
  private TestAuthority clients;
  private Issued own;
  private Issued eve;

  @BeforeEach
  void issue(@TempDir Path temporary) throws Exception {
    folder = temporary;
    servers = TestAuthority.named("servers");
    servers.write(folder.resolve("servers.pem"));
    clients = TestAuthority.named("clients");
    clients.write(folder.resolve("clients.pem"));
    own = servers.issue(folder.resolve("server.pem"), "CN=gateway", LOCALHOST);
    eve = clients.issue(folder.resolve("eve.pem"), "CN=eve");
  }

  @Test
  void knowsAUserByTheCertificate() throws Exception {
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient client = client(server, Optional.of(eve))) {
      assertThat(whoami(client)).startsWith("eve", "[analyst]");
      assertThat(whoami(client, password("eve"))).startsWith("eve");
    }
  }

  @Test
  void refusesCredentialsOfAnotherUserLikeBadOnes() throws Exception {
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient client = client(server, Optional.of(eve))) {
      assertThat(refusal(client, password("bob")))
          .isEqualTo(refusal(client, basic("bob", "wrong")));
      try (FlightClient other = client(server, Optional.empty())) {
        CallOption token = other.authenticateBasicToken("bob", "bob-password").orElseThrow();
        assertThat(whoami(other, token)).startsWith("bob");
        assertThat(refusal(client, token))
            .isEqualTo(refusal(client, Headers.of("authorization", "Bearer forged")));
      }
    }
  }

  @Test
  void letsClientsWithoutACertificateInIfItIsOptional() throws Exception {
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient client = client(server, Optional.empty())) {
      assertThat(whoami(client, password("eve"))).startsWith("eve");
      assertThat(refusal(client)).contains("UNAUTHENTICATED: Log in with");
    }
    try (TestServer server = server(Demand.REQUIRED);
        FlightClient client = client(server, Optional.empty())) {
      assertThat(refusal(client, password("eve"))).contains("UNAVAILABLE");
    }
  }

  @Test
  void trustsItsAuthoritiesOnly() throws Exception {
    Issued forged = TestAuthority.named("clients").issue(folder.resolve("forged.pem"), "CN=eve");
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient client = client(server, Optional.of(forged))) {
      assertThat(refusal(client)).contains("UNAVAILABLE");
    }
  }

  @Test
  void leavesItToOtherCredentialsWhereACertificateNamesNoUser() throws Exception {
    Issued laptop = clients.issue(folder.resolve("laptop.pem"), "CN=laptop-42");
    try (TestServer server = server(Demand.REQUIRED);
        FlightClient client = client(server, Optional.of(laptop))) {
      assertThat(refusal(client)).contains("UNAUTHENTICATED: Log in with");
      assertThat(whoami(client, password("bob"))).startsWith("bob");
    }
  }

  @Test
  void asksForTheCertificateBehindASessionsToken() throws Exception {
    Carrier carrier = new Carrier("");
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient client = client(server, Optional.of(eve), carrier);
        FlightClient stranger = client(server, Optional.empty())) {
      client.setSessionOptions(
          new SetSessionOptionsRequest(
              Map.of("schema", SessionOptionValueFactory.makeSessionOptionValue("a.b"))));
      assertThat(carrier.authorization()).startsWith("Bearer ");
      assertThat(whoami(client)).startsWith("eve").contains("a.b");
      assertThat(refusal(stranger, Headers.of("authorization", carrier.authorization())))
          .isEqualTo(refusal(stranger, Headers.of("authorization", "Bearer forged")));
    }
  }

  @Test
  void takesANewCertificateWithoutARestartAndKeepsTheOldOneForABadOne() throws Exception {
    try (TestServer server = server(Demand.OPTIONAL);
        FlightClient before = client(server, Optional.of(eve))) {
      assertThat(whoami(before)).startsWith("eve");
      assertThat(presented(server)).isEqualTo(own.certificate());
      Issued next = servers.issue(folder.resolve("next.pem"), "CN=gateway", LOCALHOST);
      // A certificate whose key has not come yet is no reason to stop serving.
      move(next.file(), own.file());
      move(next.key(), own.key());
      awaitPresented(server, next.certificate());
      assertThat(whoami(before)).as("a connection that is open").startsWith("eve");
      try (FlightClient after = client(server, Optional.of(eve))) {
        assertThat(whoami(after)).startsWith("eve");
      }
      Files.writeString(own.file(), "rubbish");
      Issued third = servers.issue(folder.resolve("third.pem"), "CN=gateway", LOCALHOST);
      assertThat(presented(server)).isEqualTo(next.certificate());
      move(third.key(), own.key());
      move(third.file(), own.file());
      awaitPresented(server, third.certificate());
    }
  }

  @Test
  void followsTheAuthoritiesOfClients() throws Exception {
    TestAuthority others = TestAuthority.named("others");
    Issued bob = others.issue(folder.resolve("bob.pem"), "CN=bob");
    try (TestServer server = server(Demand.OPTIONAL)) {
      others.write(folder.resolve("next.pem"));
      move(folder.resolve("next.pem"), folder.resolve("clients.pem"));
      await(
          () -> {
            try (FlightClient client = client(server, Optional.of(bob))) {
              return catchThrowable(() -> whoami(client)) == null;
            }
          });
      // A client shows no certificate of an authority that the server does not name.
      try (FlightClient client = client(server, Optional.of(eve))) {
        assertThat(refusal(client)).contains("UNAUTHENTICATED: Log in with");
      }
    }
  }

  private TestServer server(Demand demand) throws Exception {
    ClientCertificates certificates =
        new ClientCertificates(
            folder.resolve("clients.pem"), demand, Name.COMMON_NAME, Optional.empty());
    return TestServer.with(
        folder,
        new Transport.Tls(own.file(), own.key(), Optional.of(certificates)),
        config -> config);
  }

  private FlightClient client(
      TestServer server, Optional<Issued> certificate, FlightClientMiddleware.Factory... more)
      throws IOException {
    FlightClient.Builder builder =
        FlightClient.builder(server.clients, Location.forGrpcTls("localhost", server.port()))
            .trustedCertificates(stream(folder.resolve("servers.pem")));
    if (certificate.isPresent()) {
      builder.clientCertificate(stream(certificate.get().file()), stream(certificate.get().key()));
    }
    for (FlightClientMiddleware.Factory factory : more) {
      builder.intercept(factory);
    }
    return builder.build();
  }

  // The builder reads it later, so it must not need closing.
  private static InputStream stream(Path file) throws IOException {
    return new ByteArrayInputStream(Files.readAllBytes(file));
  }

  private static List<String> whoami(FlightClient client, CallOption... call) {
    FlightDescriptor command = FlightDescriptor.command("whoami".getBytes(StandardCharsets.UTF_8));
    FlightInfo info = client.getInfo(command, call);
    return new Rows(client.getStream(info.getEndpoints().get(0).getTicket(), call)).values();
  }

  private static String refusal(FlightClient client, CallOption... call) {
    return String.valueOf(catchThrowable(() -> whoami(client, call)));
  }

  private static CallOption password(String user) {
    return basic(user, user + "-password");
  }

  private static CallOption basic(String user, String password) {
    String text = user + ":" + password;
    return Headers.of(
        "authorization",
        "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void awaitPresented(TestServer server, X509Certificate expected) throws Exception {
    await(() -> presented(server).equals(expected));
  }

  /** A condition that comes true some time. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("a minute is over").isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** The certificate that new connections are shown. */
  private static X509Certificate presented(TestServer server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
