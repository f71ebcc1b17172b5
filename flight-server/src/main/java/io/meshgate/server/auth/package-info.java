/** Who a caller is: users, passwords, tokens and the check of every call. */
@NullMarked
package io.meshgate.server.auth;

import org.jspecify.annotations.NullMarked;
