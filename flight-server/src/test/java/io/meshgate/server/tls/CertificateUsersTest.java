package io.meshgate.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.config.ClientCertificates;
import io.meshgate.server.config.ClientCertificates.Demand;
import io.meshgate.server.config.ClientCertificates.Name;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateUsersTest {

  private Path folder;

  @BeforeEach
  void open(@TempDir Path temporary) {
    folder = temporary;
  }

  @Test
  void readsTheNameThatIsConfigured() throws Exception {
    assertThat(user(Name.COMMON_NAME, Optional.empty())).contains("eve, the \"first\"");
    assertThat(user(Name.EMAIL, Optional.empty())).contains("eve@example.org");
    assertThat(user(Name.URI, Optional.empty())).contains("spiffe://mesh/etl");
  }

  @Test
  void namesNobodyWhereSeveralNamesFit() throws Exception {
    assertThat(user(Name.DNS, Optional.empty())).isEmpty();
    assertThat(user(Name.DNS, Optional.of(Map.of("a.example.org", "a")))).contains("a");
    assertThat(user(Name.DNS, Optional.of(Map.of("a.example.org", "a", "b.example.org", "b"))))
        .isEmpty();
    assertThat(user(Name.DNS, Optional.of(Map.of("a.example.org", "x", "b.example.org", "x"))))
        .contains("x");
  }

  @Test
  void takesOnlyNamesOfTheMapIfThereIsOne() throws Exception {
    assertThat(user(Name.URI, Optional.of(Map.of("spiffe://mesh/etl", "etl")))).contains("etl");
    assertThat(user(Name.EMAIL, Optional.of(Map.of("bob@example.org", "bob")))).isEmpty();
    assertThat(user(Name.EMAIL, Optional.of(Map.of()))).isEmpty();
  }

  private Optional<String> user(Name name, Optional<Map<String, String>> users) throws Exception {
    TestAuthority.Issued issued =
        TestAuthority.named("ca")
            .issue(
                folder.resolve("cert.pem"),
                "O=Example, CN=eve\\, the \\\"first\\\"",
                new GeneralName(GeneralName.rfc822Name, "eve@example.org"),
                new GeneralName(GeneralName.dNSName, "a.example.org"),
                new GeneralName(GeneralName.dNSName, "b.example.org"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://mesh/etl"));
    return new CertificateUsers(
            new ClientCertificates(folder.resolve("ca.pem"), Demand.OPTIONAL, name, users))
        .user(issued.certificate());
  }
}
