// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Small text files in the data folder that are replaced as a whole, durably. */
final class StoreText {
    private StoreText() {}

    static String read(StoreFiles files, String name, int bytesMax) throws IOException {
        try (StoreFile file = files.open(name, StoreFiles.Mode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(bytesMax);
            file.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    static void replace(StoreFiles files, String name, String temporary, String text) throws IOException {
        try (StoreFile file = files.open(temporary, StoreFiles.Mode.CREATE)) {
            file.truncate(0);
            file.write(StandardCharsets.UTF_8.encode(text), 0);
            file.sync();
        }
        files.rename(temporary, name);
        files.syncFolder("");
    }
}
