// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file, read and written at given places. Reads and writes of different places may run at the same time.
 *
 * <p>An interrupted caller never closes the file for others: see {@link DiskStoreFiles}.
 */
public interface StoreFile extends Closeable {

    /**
     * Fills {@code target} from byte {@code at} on, or up to the end of the file.
     *
     * @return the bytes read; fewer than {@code target.remaining()} only at the end of the file, 0 at or beyond it
     */
    int read(ByteBuffer target, long at) throws IOException;

    /**
     * Writes all of {@code source}. After an exception any part of it may be in the file.
     *
     * @throws DiskFullException when the disk has no room
     */
    void write(ByteBuffer source, long at) throws IOException;

    /** Writes all the sources one after another: see {@link #write(ByteBuffer, long)}. */
    default void write(ByteBuffer[] sources, long at) throws IOException {
        long place = at;
        for (ByteBuffer source : sources) {
            int length = source.remaining();
            write(source, place);
            place += length;
        }
    }

    /** Makes what was written durable ({@code fdatasync}). After a failure nothing is known of any unsynced byte. */
    void sync() throws IOException;

    /** The length of the file in bytes. */
    long size() throws IOException;

    /** Cuts the file to a length; no effect when it is shorter. */
    void truncate(long size) throws IOException;
}
