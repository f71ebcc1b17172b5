/** Tests that run what the Markdown files of the project show, and follow where they point. */
@NullMarked
package io.meshgate.server.docs;

import org.jspecify.annotations.NullMarked;
