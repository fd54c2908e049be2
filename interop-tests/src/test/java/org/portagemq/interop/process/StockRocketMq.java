// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Apache RocketMQ's name server or broker as a process of its own, with a class path of its own. */
public final class StockRocketMq implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("..", "stock-rocketmq", "target", "class-path.txt");
    private static final int READY_SECONDS = 120;
    private static final int END_SECONDS = 30;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final List<String> OPTIONS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

    private final Path home;
    private final Process process;
    private final int port;

    private StockRocketMq(Path home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.port = port;
    }

    public static StockRocketMq nameServer() throws IOException {
        return nameServer(List.of());
    }

    /** @param options of Java, such as those by which RocketMQ sets TLS up */
    public static StockRocketMq nameServer(List<String> options) throws IOException {
        Path home = Files.createTempDirectory("stock-namesrv");
        int port = freePort();
        return start(home, port, options, "org.apache.rocketmq.namesrv.NamesrvStartup", List.of("listenPort=" + port));
    }

    /** A broker with settings that are good for short tests. */
    public static StockRocketMq broker(String name, String nameServers, List<String> settings) throws IOException {
        Path home = Files.createTempDirectory("stock-broker");
        int port = freePort();
        List<String> all = new ArrayList<>(List.of(
                "brokerName=" + name,
                "brokerId=0",
                "brokerIP1=127.0.0.1",
                "namesrvAddr=" + nameServers,
                "listenPort=" + port,
                "haListenPort=" + freePort(),
                "storePathRootDir=" + home.resolve("store"),
                "storePathCommitLog=" + home.resolve("store").resolve("commitlog"),
                "mappedFileSizeCommitLog=33554432",
                "mappedFileSizeConsumeQueue=600000",
                "maxHashSlotNum=50000",
                "maxIndexNum=200000",
                "diskMaxUsedSpaceRatio=98",
                "diskSpaceWarningLevelRatio=0.99",
                "diskSpaceCleanForciblyRatio=0.99"));
        all.addAll(settings);
        return start(home, port, List.of(), "org.apache.rocketmq.broker.BrokerStartup", all);
    }

    private static StockRocketMq start(Path home, int port, List<String> options, String main, List<String> settings)
            throws IOException {
        Path configuration = home.resolve("configuration");
        Files.write(configuration, settings);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-Duser.home=" + home, "-Drocketmq.home.dir=" + home));
        command.addAll(List.of("-cp", Files.readString(CLASS_PATH).strip(), main, "-c", configuration.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
        StockRocketMq started = new StockRocketMq(home, process, port);
        try {
            started.awaitPort();
        } catch (IOException failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    /** One whose neighbour below, which a broker takes as well, is free too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0);
                    ServerSocket below = new ServerSocket(one.getLocalPort() - 2)) {
                return below.getLocalPort() + 2;
            } catch (IOException taken) {
                // Another one.
            }
        }
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("RocketMQ did not start:\n" + output(), notYet);
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** What it has printed so far. */
    public String output() throws IOException {
        return Files.readString(home.resolve("output"));
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Begins to end properly, which takes it some seconds; {@link #close} does not wait for that. */
    public void beginEnd() {
        process.destroy();
    }

    @Override
    public void close() throws IOException {
        // Nobody needs what it would bring into order.
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the process of RocketMQ does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
