/** Ways in which what is hidden could show, each tried and found closed. */
@NullMarked
package io.meshgate.channels;

import org.jspecify.annotations.NullMarked;
