package io.meshgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.session.SessionOption;
import io.meshgate.server.session.SessionOption.Choices;
import io.meshgate.server.session.SessionOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Options that were good when they were set, and are looked at again at every call. */
class RunAsTest {

  private static final Identity ADA = identity("ada", List.of("governance"), List.of("audit"));
  private static final Identity BOB = identity("bob", List.of("analyst"), List.of("reporting"));

  private final RunAs runAs =
      new RunAs(name -> Optional.ofNullable(Map.of("ada", ADA, "bob", BOB).get(name)));

  private static Identity identity(String name, List<String> groups, List<String> purposes) {
    return new Identity(name, groups, Map.of(), purposes);
  }

  private static SessionOptions with(SessionOption option, String value) {
    Consumer<String> anybody = name -> {};
    return SessionOptions.NONE.with(
        option, value, new Choices("mesh", List.of("audit", "reporting"), Optional.of(anybody)));
  }

  @Test
  void refuseAPurposeThatIsNoLongerTheirs() throws Exception {
    SessionOptions reporting = with(SessionOption.PURPOSE, "reporting");
    assertThat(runAs.eyes(BOB, reporting).principal().purpose()).contains("reporting");
    assertThatThrownBy(() -> runAs.eyes(ADA, reporting))
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("no longer among yours");
  }

  @Test
  void refuseTheEyesOfOthersToWhoHasLeftGovernance() throws Exception {
    SessionOptions asBob = with(SessionOption.RUN_AS, "bob");
    assertThat(runAs.eyes(ADA, asBob).principal().subject()).isEqualTo("bob");
    assertThat(runAs.eyes(ADA, asBob).principal().actor()).contains("ada");
    Identity left = identity("ada", List.of("analyst"), List.of("audit"));
    assertThatThrownBy(() -> runAs.eyes(left, asBob))
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("no longer yours");
  }

  @Test
  void declareNoPurposeThatOnlyWhoLooksHas() throws Exception {
    SessionOptions audit =
        with(SessionOption.PURPOSE, "audit").over(with(SessionOption.RUN_AS, "bob"));
    assertThat(runAs.eyes(ADA, audit).principal().purpose()).isEmpty();
  }
}
