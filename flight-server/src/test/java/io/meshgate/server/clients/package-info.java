/** Released clients as black boxes: each asks the running demo and sees what its users see. */
@NullMarked
package io.meshgate.server.clients;

import org.jspecify.annotations.NullMarked;
