/** TLS of the gateway's doors: certificates that can be replaced while it runs, and clients'. */
@NullMarked
package io.meshgate.server.tls;

import org.jspecify.annotations.NullMarked;
