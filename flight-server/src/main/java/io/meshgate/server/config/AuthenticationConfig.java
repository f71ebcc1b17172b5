package io.meshgate.server.config;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.server.auth.oidc.OidcProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * By what callers are known.
 *
 * @param users the users file
 * @param tokens the file of personal access tokens, which need not be there
 * @param providers identity providers whose tokens are accepted
 */
public record AuthenticationConfig(Path users, Path tokens, List<OidcProvider> providers) {

  public AuthenticationConfig {
    Objects.requireNonNull(users, "users");
    Objects.requireNonNull(tokens, "tokens");
    providers = ImmutableList.copyOf(providers);
  }

  /** The users of a file, with their personal access tokens in {@code .meshgate} beside it. */
  public static AuthenticationConfig of(Path users) {
    return new AuthenticationConfig(
        users, users.resolveSibling(".meshgate").resolve("tokens.yaml"), List.of());
  }

  /** Reads the section {@code authentication} of a configuration file. */
  static AuthenticationConfig read(Fields fields, Path folder, List<Problem> problems) {
    Path users = folder.resolve(fields.requiredText("users").orElse("users.yaml"));
    Path tokens = folder.resolve(fields.text("tokens").orElse(".meshgate/tokens.yaml"));
    List<OidcProvider> providers = new OidcReader(folder, problems).read(fields.items("oidc"));
    fields.refuseOthers();
    return new AuthenticationConfig(users, tokens, providers);
  }
}
