/** Values of Arrow vectors as people and programs read them: as text and as JSON. */
@NullMarked
package io.meshgate.server.value;

import org.jspecify.annotations.NullMarked;
