package io.meshgate.server.auth.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the public keys of a provider, wherever they are. */
final class ProviderKeys implements JWKSetSource<SecurityContext> {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
  private static final int CONNECT_MILLIS = 3000;
  private static final int READ_MILLIS = 3000;
  private static final int MAXIMUM_BYTES = 256 << 10;

  private final OidcProvider provider;
  private final DefaultResourceRetriever web =
      new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAXIMUM_BYTES);

  /**
   * How long keys are kept.
   *
   * @param fresh how long without looking again, unless a token names a key that is not known
   * @param pause how often they are looked for at most: two times in each such span
   * @param outage how long they stay in use while the provider does not answer
   */
  record Keeping(Duration fresh, Duration pause, Duration outage) {
    static final Keeping DEFAULT =
        new Keeping(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofHours(8));

    Keeping {
      Objects.requireNonNull(fresh, "fresh");
      Objects.requireNonNull(pause, "pause");
      Objects.requireNonNull(outage, "outage");
    }
  }

  private ProviderKeys(OidcProvider provider) {
    this.provider = provider;
  }

  /** The keys of a provider; nothing is asked before the first token comes. */
  static JWKSource<SecurityContext> of(OidcProvider provider, Keeping keeping) {
    return JWKSourceBuilder.create(new ProviderKeys(provider))
        .cache(keeping.fresh().toMillis(), 2L * (CONNECT_MILLIS + READ_MILLIS))
        // Looking ahead would need a thread of its own for each provider.
        .refreshAheadCache(false)
        .rateLimited(keeping.pause().toMillis())
        .outageTolerant(
            keeping.outage().toMillis(),
            event ->
                LOG.warn(
                    "The keys of the identity provider '{}' cannot be read now; those known stay"
                        + " in use",
                    provider.name(),
                    event instanceof OutageTolerantJWKSetSource.OutageEvent<?> outage
                        ? outage.getException()
                        : null))
        .build();
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long time, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      return JWKSet.parse(read());
    } catch (IOException e) {
      throw new JWKSetUnavailableException(
          "The keys of the identity provider '" + provider.name() + "' cannot be read", e);
    } catch (ParseException e) {
      throw new JWKSetParseException(
          "What the identity provider '" + provider.name() + "' sends is not a key set", e);
    }
  }

  private String read() throws IOException, ParseException {
    KeyLocation location = provider.keys();
    if (location instanceof KeyLocation.In in) {
      return read(in.file());
    }
    return location instanceof KeyLocation.At at
        ? read(at.address())
        : read(discover(((KeyLocation.Discovered) location).document()));
  }

  private URI discover(URI document) throws IOException, ParseException {
    Map<String, Object> description = JSONObjectUtils.parse(read(document));
    String issuer = JSONObjectUtils.getString(description, "issuer");
    if (!provider.issuer().equals(issuer)) {
      throw new ParseException(document + " describes the issuer " + issuer, 0);
    }
    URI keys = JSONObjectUtils.getURI(description, "jwks_uri");
    if (keys == null || !String.valueOf(document.getScheme()).equals(keys.getScheme())) {
      throw new ParseException(
          document + " names no address of keys under " + document.getScheme(), 0);
    }
    return keys;
  }

  private String read(URI address) throws IOException {
    return web.retrieveResource(address.toURL()).getContent();
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAXIMUM_BYTES) {
      throw new IOException(file + " is larger than " + MAXIMUM_BYTES + " bytes");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // Nothing stays open between two looks.
  }
}
