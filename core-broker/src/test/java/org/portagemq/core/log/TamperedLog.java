// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/** Files in which records of the log are changed on their way to the disk, with right checksums: a planted bug. */
public final class TamperedLog implements StoreFiles {

    /** Changes the body of a record in place. */
    @FunctionalInterface
    public interface Change {
        void apply(byte type, ByteBuffer body);
    }

    private final StoreFiles files;
    private final Change change;

    public TamperedLog(StoreFiles files, Change change) {
        this.files = files;
        this.change = change;
    }

    /** The bytes as they are written instead. They begin at a record, as all that the log thread writes. */
    private ByteBuffer tampered(ByteBuffer source) {
        ByteBuffer bytes = ByteBuffer.allocate(source.remaining());
        bytes.put(source).clear();
        CRC32C crc = new CRC32C();
        int at = 0;
        while (at + RecordLayout.HEADER_BYTES <= bytes.capacity()) {
            int length = RecordLayout.length(bytes, at);
            if (length < 0) {
                at -= length;
                continue;
            }
            if (at + RecordLayout.recordBytes(length) > bytes.capacity()) {
                break;
            }
            if (RecordLayout.type(bytes, at) != RecordLayout.TYPE_SYNCED_UP_TO) {
                change.apply(RecordLayout.type(bytes, at), bytes.slice(at + RecordLayout.HEADER_BYTES, length));
                RecordLayout.seal(
                        bytes,
                        at,
                        RecordLayout.position(bytes, at),
                        RecordLayout.epoch(bytes, at),
                        RecordLayout.type(bytes, at),
                        length,
                        crc);
                bytes.clear();
            }
            at += RecordLayout.recordBytes(length);
        }
        return bytes.clear();
    }

    @Override
    public StoreFile open(String name, Mode mode) throws IOException {
        StoreFile file = files.open(name, mode);
        return name.startsWith("log/") && name.endsWith(".log") ? new Tampered(file) : file;
    }

    private final class Tampered implements StoreFile {
        private final StoreFile file;

        private Tampered(StoreFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return file.read(target, at);
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            file.write(tampered(source), at);
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return files.list(folder);
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void syncFolder(String folder) throws IOException {
        files.syncFolder(folder);
    }

    @Override
    public long usableBytes() throws IOException {
        return files.usableBytes();
    }

    @Override
    public boolean exists(String name) throws IOException {
        return files.exists(name);
    }

    @Override
    public void createFolders(String folder) throws IOException {
        files.createFolders(folder);
    }
}
