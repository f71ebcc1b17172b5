package io.meshgate.server.mutants;

import static io.meshgate.connector.testing.mutant.Change.KEPT;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** Who asks, and what a client carries for the gateway. */
final class CallerMutants {

  private static final String LOGINS = "server.auth.AuthenticatorTest";
  private static final String SEALED = "server.flight.statement.SealedStatementTest";
  private static final String WIRE = "server.flight.FlightSqlTest";

  private CallerMutants() {}

  private static Mutant login(String defense) {
    return Mutant.of("Who asks", defense, Watch.TESTS);
  }

  private static Mutant session(String defense) {
    return Mutant.of("Sessions", defense, Watch.TESTS);
  }

  private static Mutant ticket(String defense) {
    return Mutant.of("Tickets and handles", defense, Watch.TESTS);
  }

  private static final List<Mutant> WHO =
      List.of(
          login("Passwords are checked")
              .off("server.auth.Authenticator#verify", TRUE)
              .noticedBy(LOGINS),
          login("Tokens and cookies are what a gateway with the key has signed")
              .offWithin(
                  "server.session.SignedClaims#verify", "com.nimbusds.jose.JWSObject#verify", TRUE)
              .noticedBy(LOGINS, "server.session.SessionCookieTest"),
          login("A token ends when it says")
              .offWithin("server.auth.TokenIssuer#verify", "java.time.Instant#isAfter", TRUE)
              .noticedBy(LOGINS),
          login("A session ends with the password that it began with")
              .offWithin("server.auth.Authenticator#resume", "java.lang.String#equals", TRUE)
              .noticedBy(LOGINS),
          login("Credentials beside a certificate are of the same user")
              .off("server.auth.Authenticator#fits", TRUE)
              .noticedBy("server.flight.MutualTlsTest"),
          login("The secret of an access token is checked")
              .offWithin(
                  "server.auth.token.AccessTokens#verify",
                  "java.security.MessageDigest#isEqual",
                  TRUE)
              .noticedBy("server.auth.token.AccessTokensFileTest", LOGINS),
          login("An access token ends when it says")
              .off("server.auth.token.AccessToken#holdsAt", TRUE)
              .noticedBy("server.auth.token.AccessTokensFileTest", LOGINS),
          login("An access token that was revoked is no longer good")
              .off("server.auth.token.AccessTokens#find", KEPT)
              .noticedBy(LOGINS),
          login("Who guesses has to wait")
              .off("server.auth.LoginThrottle#take", TRUE)
              .noticedBy(LOGINS),
          login("A provider's tokens are its own, for this gateway and in force")
              .off("com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier#verify", NOTHING)
              .noticedBy("server.auth.oidc.OidcProvidersTest"));

  private static final List<Mutant> SESSIONS =
      List.of(
          session("Governance alone looks with the eyes of others")
              .off("server.auth.RunAs#mayLook", TRUE)
              .noticedBy("server.e2e.GovernanceTest#governanceLooksWithTheEyesOfOthers"),
          session("A purpose that was taken from a caller no longer counts in their session")
              .offWithin("server.auth.RunAs#eyes", "java.util.List#contains", TRUE)
              .offWithin("server.auth.identity.Identity#principal", "java.util.List#contains", TRUE)
              .noticedBy("server.auth.RunAsTest"),
          session("A cookie is of the user who shows it")
              .offWithin("server.session.SessionCookie$Jar#read", "java.lang.String#equals", TRUE)
              .noticedBy("server.session.SessionCookieTest", WIRE));

  private static final List<Mutant> TICKETS =
      List.of(
          ticket("A ticket or handle is of the user who shows it")
              .offWithin(
                  "server.flight.statement.SealedStatement#open", "java.lang.String#equals", TRUE)
              .noticedBy(
                  SEALED,
                  WIRE + "#answersAStolenTicketLikeARandomOne",
                  WIRE + "#answersAStolenHandleLikeARandomOne"),
          ticket("A ticket or handle ends when it says")
              .offWithin(
                  "server.flight.statement.SealedStatement#open", "java.time.Instant#isAfter", TRUE)
              .noticedBy(SEALED),
          ticket("A handle is no ticket")
              .offWithin(
                  "server.flight.statement.Seal#cipher", "javax.crypto.Cipher#updateAAD", NOTHING)
              .noticedBy(SEALED),
          ticket("A result has the columns that its ticket was given for")
              .off("server.flight.statement.SealedStatement#promises", TRUE)
              .noticedBy("server.flight.EndpointTest#refusesATicketWhoseColumnsAreNoLongerThose"));

  static final List<Mutant> ALL =
      ImmutableList.<Mutant>builder().addAll(WHO).addAll(SESSIONS).addAll(TICKETS).build();
}
