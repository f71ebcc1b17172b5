package io.meshgate.server.auth.oidc;

import com.google.common.collect.ImmutableList;
import com.nimbusds.jwt.JWTClaimsSet;
import io.meshgate.server.auth.identity.Identity;
import java.text.ParseException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an identity of claims that were verified. What is not as configured makes the whole token
 * unusable: a group that is missed could be one that takes a right away.
 */
final class ClaimReader {

  private static final int MAXIMUM_SUBJECT_LENGTH = 255;
  // By these a provider says that the groups did not fit into the token.
  private static final ImmutableList<String> LEFT_OUT =
      ImmutableList.of("_claim_names", "hasgroups");

  private final OidcProvider provider;

  ClaimReader(OidcProvider provider) {
    this.provider = provider;
  }

  /**
   * Who the claims are about.
   *
   * @throws ParseException if they do not say it in the form that is configured
   */
  Identity identity(JWTClaimsSet claims) throws ParseException {
    ClaimNames names = provider.claims();
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, ClaimNames.Attribute> entry : names.attributes().entrySet()) {
      Object value = claim(claims, entry.getValue().claim());
      if (value != null) {
        attributes.put(entry.getKey(), typed(entry.getValue(), value));
      }
    }
    return new Identity(
        provider.name() + ":" + subject(claims),
        groups(claims),
        attributes,
        texts(claims, names.purposes()));
  }

  private String subject(JWTClaimsSet claims) throws ParseException {
    Object subject = claim(claims, provider.claims().subject());
    if (!(subject instanceof String text)
        || text.isBlank()
        || text.length() > MAXIMUM_SUBJECT_LENGTH
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new ParseException(
          "The claim '" + provider.claims().subject() + "' is not the name of somebody", 0);
    }
    return text;
  }

  private List<String> groups(JWTClaimsSet claims) throws ParseException {
    Optional<String> name = provider.claims().groups();
    if (name.isPresent()
        && claim(claims, name.get()) == null
        && LEFT_OUT.stream().anyMatch(mark -> claims.getClaim(mark) != null)) {
      throw new ParseException("The provider has left the groups out of the token", 0);
    }
    return texts(claims, name);
  }

  private static List<String> texts(JWTClaimsSet claims, Optional<String> name)
      throws ParseException {
    Object value = name.isPresent() ? claim(claims, name.get()) : null;
    if (value == null) {
      return List.of();
    }
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (Object item : value instanceof List<?> list ? list : List.of(value)) {
      if (!(item instanceof String text)) {
        throw new ParseException("The claim '" + name.orElse("") + "' is no list of texts", 0);
      }
      texts.add(text);
    }
    return texts.build();
  }

  private static Object typed(ClaimNames.Attribute attribute, Object value) throws ParseException {
    try {
      boolean fits =
          switch (attribute.type()) {
            case STRING, DATE -> value instanceof String;
            case BOOLEAN -> value instanceof Boolean;
            case INTEGER -> value instanceof Long || value instanceof Integer;
          };
      if (fits) {
        return switch (attribute.type()) {
          case STRING, BOOLEAN -> value;
          case INTEGER -> ((Number) value).longValue();
          case DATE -> LocalDate.parse((String) value);
        };
      }
    } catch (DateTimeParseException e) {
      // No day: told below, without the value.
    }
    throw new ParseException(
        "The claim '" + attribute.claim() + "' is not of the type " + attribute.type(), 0);
  }

  private static @Nullable Object claim(JWTClaimsSet claims, String name) {
    Object whole = claims.getClaim(name);
    if (whole != null || name.indexOf('.') < 0) {
      return whole;
    }
    Object value = claims.getClaims();
    for (String part : name.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return value;
  }
}
