/** Files that a running gateway follows, and files that hold secrets. */
@NullMarked
package io.meshgate.server.file;

import org.jspecify.annotations.NullMarked;
