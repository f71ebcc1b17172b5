/** Personal access tokens: secrets that programs log in with instead of a password. */
@NullMarked
package io.meshgate.server.auth.token;

import org.jspecify.annotations.NullMarked;
