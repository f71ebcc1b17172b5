package io.meshgate.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A context that can be replaced by another of its kind: new connections get the new one, those
 * that are open keep theirs. Safe for use by many threads.
 */
final class LiveSslContext extends SslContext {

  private volatile SslContext current;

  LiveSslContext(SslContext first) {
    this.current = Objects.requireNonNull(first, "first");
  }

  /** Replaces the context for new connections. */
  void replace(SslContext next) {
    // The one before is freed with the last engine that came from it.
    current = Objects.requireNonNull(next, "next");
  }

  @Override
  public boolean isClient() {
    return current.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return current.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // Netty asks for this type until its next major version.
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return current.newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return current.newEngine(allocator, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.sessionContext();
  }
}
