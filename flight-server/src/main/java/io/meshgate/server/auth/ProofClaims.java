package io.meshgate.server.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import io.meshgate.server.auth.identity.Identity;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proofs as claims of session tokens. */
final class ProofClaims {

  private static final String PASSWORD = "pwd";
  private static final String ACCESS_TOKEN = "pat";
  private static final String CERTIFICATE = "crt";
  private static final String PROVIDER = "idp";
  private static final String GROUPS = "groups";
  private static final String ATTRIBUTES = "attributes";
  private static final String PURPOSES = "purposes";

  private ProofClaims() {}

  static void write(Proof proof, JWTClaimsSet.Builder claims) {
    if (proof instanceof Proof.Password password) {
      claims.claim(PASSWORD, password.fingerprint());
    } else if (proof instanceof Proof.AccessToken token) {
      claims.claim(ACCESS_TOKEN, token.id());
    } else if (proof instanceof Proof.Certificate) {
      claims.claim(CERTIFICATE, true);
    } else if (proof instanceof Proof.Provider provider) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      provider.identity().attributes().forEach((name, value) -> attributes.put(name, text(value)));
      claims
          .claim(PROVIDER, true)
          .claim(GROUPS, provider.identity().groups())
          .claim(ATTRIBUTES, attributes)
          .claim(PURPOSES, provider.identity().purposes());
    }
  }

  static Optional<Proof> read(JWTClaimsSet claims) throws ParseException {
    String password = claims.getStringClaim(PASSWORD);
    if (password != null) {
      return Optional.of(new Proof.Password(password));
    }
    String token = claims.getStringClaim(ACCESS_TOKEN);
    if (token != null) {
      return Optional.of(new Proof.AccessToken(token));
    }
    if (claims.getClaim(CERTIFICATE) != null) {
      return Optional.of(new Proof.Certificate());
    }
    return claims.getClaim(PROVIDER) == null
        ? Optional.empty()
        : Optional.of(new Proof.Provider(identity(claims)));
  }

  private static Identity identity(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> attributes = new LinkedHashMap<>();
    Map<String, Object> texts = claims.getJSONObjectClaim(ATTRIBUTES);
    if (texts != null) {
      for (Map.Entry<String, Object> entry : texts.entrySet()) {
        attributes.put(entry.getKey(), value(String.valueOf(entry.getValue())));
      }
    }
    return new Identity(
        String.valueOf(claims.getSubject()),
        texts(claims, GROUPS),
        attributes,
        texts(claims, PURPOSES));
  }

  private static List<String> texts(JWTClaimsSet claims, String name) throws ParseException {
    List<String> texts = claims.getStringListClaim(name);
    return texts == null ? List.of() : texts;
  }

  // JSON has no days, and its numbers do not keep their types; so the type stands before the text.
  private static String text(Object value) {
    if (value instanceof Long) {
      return "i" + value;
    }
    if (value instanceof Boolean) {
      return "b" + value;
    }
    return value instanceof LocalDate ? "d" + value : "s" + value;
  }

  private static Object value(String text) throws ParseException {
    try {
      String rest = text.substring(1);
      return switch (text.charAt(0)) {
        case 'i' -> Long.parseLong(rest);
        case 'b' -> Boolean.parseBoolean(rest);
        case 'd' -> LocalDate.parse(rest);
        default -> rest;
      };
    } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
      throw new ParseException("Not an attribute: " + e.getMessage(), 0);
    }
  }
}
