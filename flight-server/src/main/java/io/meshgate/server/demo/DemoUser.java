package io.meshgate.server.demo;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Somebody who asks in the demo.
 *
 * @param name the user's name
 * @param role what the tour says about the user
 * @param groups groups that policies match on
 * @param attributes attributes that policies match on
 * @param password random, made at each start
 */
record DemoUser(
    String name,
    String role,
    List<String> groups,
    Map<String, String> attributes,
    String password) {
  private static final int PASSWORD_BYTES = 9;

  /** An analyst of United Air Lines. */
  static DemoUser analyst() {
    return new DemoUser(
        "uma",
        "an analyst of United Air Lines: sees its flights only, and hashes for tail numbers",
        List.of("analyst"),
        Map.of("carrier", "UA"),
        randomPassword());
  }

  /** An auditor. */
  static DemoUser auditor() {
    return new DemoUser(
        "otto",
        "an auditor: sees everything, also the SQL that goes to the stores",
        List.of("auditor", "governance"),
        Map.of(),
        randomPassword());
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
