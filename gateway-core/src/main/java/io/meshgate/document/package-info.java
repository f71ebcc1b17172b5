/**
 * YAML documents whose every value knows its file, line and path, for errors that people can act
 * on.
 */
@NullMarked
package io.meshgate.document;

import org.jspecify.annotations.NullMarked;
