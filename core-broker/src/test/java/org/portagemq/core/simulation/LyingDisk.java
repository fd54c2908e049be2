// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.portagemq.core.storage.StoreFile;
import org.portagemq.core.storage.StoreFiles;

/** Files of the log that say they are synced before, or without, being so: a planted bug. */
public final class LyingDisk implements StoreFiles {

    private final StoreFiles files;
    private final boolean later;

    private LyingDisk(StoreFiles files, boolean later) {
        this.files = files;
        this.later = later;
    }

    /** No sync of the log is done at all. */
    public static LyingDisk skipping(StoreFiles files) {
        return new LyingDisk(files, false);
    }

    /** Each sync is done with the next write only, and says before that it is done. */
    public static LyingDisk early(StoreFiles files) {
        return new LyingDisk(files, true);
    }

    @Override
    public StoreFile open(String name, Mode mode) throws IOException {
        StoreFile file = files.open(name, mode);
        return name.startsWith("log/") && name.endsWith(".log") ? new Lying(file) : file;
    }

    private final class Lying implements StoreFile {
        private final StoreFile file;
        private boolean due;

        private Lying(StoreFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return file.read(target, at);
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            if (due && later) {
                file.sync();
            }
            due = false;
            file.write(source, at);
        }

        @Override
        public void sync() {
            due = true;
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
            if (due && later) {
                file.sync();
            }
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
