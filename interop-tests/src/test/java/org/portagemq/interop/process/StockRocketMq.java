// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path home;
    private final Process process;
    private final int port;

    private StockRocketMq(Path home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.port = port;
    }

    public static StockRocketMq nameServer() throws IOException {
        Path home = Files.createTempDirectory("stock-namesrv");
        int port = freePort();
        return start(home, port, "org.apache.rocketmq.namesrv.NamesrvStartup", List.of("listenPort=" + port));
    }

    /** A broker of the cluster DefaultCluster. */
    public static StockRocketMq broker(String name, String nameServer) throws IOException {
        Path home = Files.createTempDirectory("stock-broker");
        int port = freePort();
        return start(
                home,
                port,
                "org.apache.rocketmq.broker.BrokerStartup",
                List.of(
                        "brokerClusterName=DefaultCluster",
                        "brokerName=" + name,
                        "brokerId=0",
                        "brokerIP1=127.0.0.1",
                        "namesrvAddr=" + nameServer,
                        "listenPort=" + port,
                        "haListenPort=" + freePort(),
                        "storePathRootDir=" + home.resolve("store"),
                        "storePathCommitLog=" + home.resolve("store/commitlog"),
                        "mappedFileSizeCommitLog=16777216",
                        "diskMaxUsedSpaceRatio=95",
                        "autoCreateTopicEnable=true"));
    }

    private static StockRocketMq start(Path home, int port, String main, List<String> settings) throws IOException {
        Path configuration = home.resolve("configuration");
        Files.write(configuration, settings);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:MaxDirectMemorySize=256m",
                        "-Duser.home=" + home,
                        "-Drocketmq.home.dir=" + home,
                        "-cp",
                        Files.readString(CLASS_PATH).strip(),
                        main,
                        "-c",
                        configuration.toString())
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
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
                    throw new IOException(
                            "RocketMQ did not start:\n" + Files.readString(home.resolve("output")), notYet);
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
