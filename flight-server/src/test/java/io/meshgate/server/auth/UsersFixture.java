package io.meshgate.server.auth;

/** A users file for tests; its hashes are cheap to verify. */
public final class UsersFixture {

  /** Eve is an analyst with attributes and purposes, bob is nothing in particular. */
  public static final String YAML =
      """
      users:
        - name: eve
          passwordHash: "%s"
          groups: [analyst]
          attributes: {region: EU, clearance: 3}
          purposes: [reporting, audit]
        - name: bob
          passwordHash: "%s"
      """
          .formatted(
              PasswordHash.of("eve-password", 4).text(), PasswordHash.of("bob-password", 4).text());

  private UsersFixture() {}

  /** A hash that is cheap to verify. */
  public static String hash(String password) {
    return PasswordHash.of(password, 4).text();
  }
}
