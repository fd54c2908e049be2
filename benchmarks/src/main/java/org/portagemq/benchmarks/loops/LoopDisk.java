// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A disk in a file, with ext4 on it, that can lose its power: {@code EXT4_IOC_SHUTDOWN} without a flush of the journal
 * makes the mounted file system refuse everything from one moment to the next; after the next mount there is only what
 * was synced. Needs root, loop devices and perl.
 */
final class LoopDisk implements Crash, AutoCloseable {

    private static final long BYTES = 3L << 30;
    private static final int COMMAND_SECONDS = 60;
    private static final int UNMOUNT_ATTEMPTS = 50;
    private static final int PAUSE_MILLIS = 100;

    /**
     * SIGKILL, and then at once EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH. In this order: a sync that is under
     * way while the file system is shut down can return success although nothing was stored (a bare loop of write and
     * fdatasync shows it in 9 of 120 cuts on Linux), and a process that is killed first cannot tell anybody of that.
     */
    private static final String CUT = """
            use Fcntl;
            sysopen(my $disk, $ARGV[0], O_RDONLY) or die "open $ARGV[0]: $!";
            my $flags = pack("I", 2);
            kill 9, $ARGV[1];
            ioctl($disk, 0x8004587D, $flags) or die "shutdown ioctl: $!";
            """;

    private final Path image;
    private final Path mount;

    private LoopDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Makes the file system in this folder and mounts it. */
    static LoopDisk create(Path folder) throws IOException, InterruptedException {
        LoopDisk disk = new LoopDisk(folder.resolve("disk.img"), folder.resolve("disk"));
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        Files.createDirectories(disk.mount);
        run("mkfs.ext4", "-q", "-F", disk.image.toString());
        disk.mount();
        return disk;
    }

    /** Why there can be no such disk on this machine; empty when there can. */
    static Optional<String> whyNot() throws InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("power cuts need Linux");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("power cuts need root, to mount a file system");
        }
        try {
            run("perl", "-e", "1");
            run("losetup", "-f");
            run("mkfs.ext4", "-V");
            return Optional.empty();
        } catch (IOException missing) {
            return Optional.of("power cuts need perl, mkfs.ext4 and loop devices: " + missing.getMessage());
        }
    }

    Path folder() {
        return mount;
    }

    @Override
    public void crash(ServerProcess server) throws IOException, InterruptedException {
        run("perl", "-e", CUT, mount.toString(), Long.toString(server.pid()));
        server.awaitEnd();
        unmount();
        mount();
    }

    private void mount() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    private void unmount() throws IOException, InterruptedException {
        for (int attempt = 1; attempt < UNMOUNT_ATTEMPTS; attempt++) {
            Process process = new ProcessBuilder("umount", mount.toString())
                    .redirectErrorStream(true)
                    .start();
            if (process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return;
            }
            // Somebody looks into it for the moment.
            new ProcessBuilder("true").start().waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        run("umount", mount.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output.strip());
        }
    }

    /** Unmounts; the image stays, for those who want to look into it. */
    @Override
    public void close() throws IOException {
        try {
            unmount();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
