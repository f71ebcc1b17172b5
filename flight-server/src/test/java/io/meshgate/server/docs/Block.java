package io.meshgate.server.docs;

/**
 * A fenced block of a Markdown file.
 *
 * @param place the file and the line of the fence, for messages
 * @param kind the word behind the fence; empty if there is none
 * @param text the lines between the fences
 * @param introduction the paragraph before the block
 */
record Block(String place, String kind, String text, String introduction) {}
