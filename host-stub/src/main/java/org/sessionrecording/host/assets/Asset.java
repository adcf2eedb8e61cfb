package org.sessionrecording.host.assets;

/**
 * What was fetched, of a type that may be shown.
 *
 * @param type media type, told from the bytes wherever they tell it
 * @param bytes not to be changed
 */
record Asset(String type, byte[] bytes) {}
