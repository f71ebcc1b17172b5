/** Tokens of OpenID Connect identity providers: their keys, their checks, and what they say. */
@NullMarked
package io.meshgate.server.auth.oidc;

import org.jspecify.annotations.NullMarked;
