package org.sessionrecording.plugin.settings;

/** With what requests to S3 are signed. */
public sealed interface S3Credentials {
    /** A key pair from the project's settings. */
    record Keys(String accessKey, Secret secretKey) implements S3Credentials {}

    /** The SDK's default chain: the machine's own identity, only where the operator allows it. */
    record DefaultChain() implements S3Credentials {}
}
