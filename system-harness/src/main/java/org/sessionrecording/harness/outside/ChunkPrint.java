package org.sessionrecording.harness.outside;

/**
 * What a chunk holds, told by its hash.
 *
 * @param sha256 of its plain bytes, lower-case hex
 * @param length of its plain bytes
 */
public record ChunkPrint(long id, String sha256, long length) {}
