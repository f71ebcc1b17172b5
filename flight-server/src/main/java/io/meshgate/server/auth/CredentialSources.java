package io.meshgate.server.auth;

import io.meshgate.server.auth.oidc.OidcProviders;
import io.meshgate.server.auth.token.AccessTokens;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * By what callers are known.
 *
 * @param users the users file
 * @param accessTokens personal access tokens of these users
 * @param providers identity providers, whose callers are in no users file
 * @param certificates the user that a verified client certificate names
 */
public record CredentialSources(
    UserDirectory users,
    AccessTokens accessTokens,
    OidcProviders providers,
    Function<X509Certificate, Optional<String>> certificates) {

  public CredentialSources {
    Objects.requireNonNull(users, "users");
    Objects.requireNonNull(accessTokens, "accessTokens");
    Objects.requireNonNull(providers, "providers");
    Objects.requireNonNull(certificates, "certificates");
  }
}
