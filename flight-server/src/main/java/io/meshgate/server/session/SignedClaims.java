package io.meshgate.server.session;

import com.google.common.collect.ImmutableList;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * Claims that a client carries for the gateway, signed with HS256 (RFC 7515, RFC 7518): it can read
 * them, and can neither change nor make them. Safe for use by many threads.
 */
public final class SignedClaims {

  private final ImmutableList<byte[]> keys;
  private final int maximumLength;

  /**
   * @param keys keys of 256 bits: the first signs, all verify
   * @param maximumLength the longest text that is looked at
   */
  public SignedClaims(List<byte[]> keys, int maximumLength) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("Signing needs a key");
    }
    this.keys = ImmutableList.copyOf(keys);
    this.maximumLength = maximumLength;
  }

  /** The signed form. */
  public String sign(JWTClaimsSet claims) {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(keys.get(0)));
    } catch (JOSEException e) {
      throw new IllegalStateException("A key of 256 bits signs with HS256", e);
    }
    return token.serialize();
  }

  /** The claims in a signed form, if it was made under one of the keys. */
  public Optional<JWTClaimsSet> verify(String text) {
    if (text.length() > maximumLength) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())) {
        for (byte[] key : keys) {
          if (token.verify(new MACVerifier(key))) {
            return Optional.of(token.getJWTClaimsSet());
          }
        }
      }
      return Optional.empty();
    } catch (ParseException | JOSEException e) {
      // Anybody can send anything; what was not signed here is answered alike.
      return Optional.empty();
    }
  }
}
