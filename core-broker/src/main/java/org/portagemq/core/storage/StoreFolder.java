// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A data folder in use by this process: made when absent, locked against a second process, of a known version.
 *
 * <p>Close it last; that gives up the lock.
 */
public final class StoreFolder implements AutoCloseable {
    private static final String LOCK_FILE = "store.lock";
    private static final int PID_BYTES_MAX = 32;

    private final FileChannel lockChannel;
    private final StoreFiles files;
    private final int epoch;

    private StoreFolder(FileChannel lockChannel, StoreFiles files, int epoch) {
        this.lockChannel = lockChannel;
        this.files = files;
        this.epoch = epoch;
    }

    /**
     * Opens a data folder.
     *
     * @throws StoreRefusedException when it is in use or of an unknown version
     */
    public static StoreFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockChannel = lock(folder);
        try {
            StoreFiles files = new DiskStoreFiles(folder);
            StoreVersion.check(files, folder.toString());
            return new StoreFolder(lockChannel, files, BootEpoch.next(files));
        } catch (IOException | RuntimeException e) {
            lockChannel.close();
            throw e;
        }
    }

    /** The files of the folder. */
    public StoreFiles files() {
        return files;
    }

    /** How many times the folder was opened, this one included: the epoch of new log records. */
    public int epoch() {
        return epoch;
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK_FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new StoreRefusedException("The data folder " + folder.toAbsolutePath()
                        + " is in use by process " + holder(channel)
                        + ": stop that process, or choose another data folder");
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_BYTES_MAX);
        channel.read(pid, 0);
        String text = StandardCharsets.US_ASCII.decode(pid.flip()).toString().trim();
        return text.isEmpty() ? "(unknown)" : text;
    }
}
