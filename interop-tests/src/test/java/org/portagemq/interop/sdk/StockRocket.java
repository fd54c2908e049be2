// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.PortageException;

/** A name server and a broker of Apache RocketMQ as it is distributed, as processes of their own with a class path of their own. */
final class StockRocket implements AutoCloseable {

    private static final Path CLASS_PATH = Path.of("..", "stock-rocketmq", "target", "class-path.txt");
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
    private final int nameServerPort;
    private final List<Process> processes = new ArrayList<>();

    private StockRocket(Path home, int nameServerPort) {
        this.home = home;
        this.nameServerPort = nameServerPort;
    }

    /** Returns when the broker is known to the name server. */
    static StockRocket start() throws IOException, InterruptedException {
        StockRocket rocket = new StockRocket(Files.createTempDirectory("stock-rocketmq"), freePort());
        try {
            rocket.run(
                    "org.apache.rocketmq.namesrv.NamesrvStartup",
                    "names",
                    List.of("listenPort=" + rocket.nameServerPort));
            rocket.run("org.apache.rocketmq.broker.BrokerStartup", "broker", rocket.brokerSettings());
            rocket.awaitBroker();
            return rocket;
        } catch (IOException | InterruptedException | AssertionError failed) {
            rocket.close();
            throw failed;
        }
    }

    private List<String> brokerSettings() throws IOException {
        int port = freePort();
        return List.of(
                "brokerName=stock",
                "brokerClusterName=StockCluster",
                "brokerIP1=127.0.0.1",
                "listenPort=" + port,
                "haListenPort=" + freePort(),
                "namesrvAddr=" + nameServer(),
                "storePathRootDir=" + home.resolve("store"),
                "storePathCommitLog=" + home.resolve("store").resolve("commitlog"),
                "mappedFileSizeCommitLog=33554432",
                "mappedFileSizeConsumeQueue=600000",
                "maxHashSlotNum=50000",
                "maxIndexNum=200000",
                "diskMaxUsedSpaceRatio=98",
                "diskSpaceWarningLevelRatio=0.99",
                "diskSpaceCleanForciblyRatio=0.99",
                "enablePropertyFilter=true",
                "recallMessageEnable=true",
                "transactionTimeOut=2000",
                "transactionCheckInterval=2000");
    }

    private void run(String main, String name, List<String> settings) throws IOException {
        Path configuration = Files.write(home.resolve(name + ".conf"), settings);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-Duser.home=" + home);
        command.addAll(List.of("-cp", Files.readString(CLASS_PATH).strip(), main, "-c", configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".out").toFile());
        builder.environment().put("ROCKETMQ_HOME", home.toString());
        processes.add(builder.start());
    }

    private void awaitBroker() throws InterruptedException, IOException {
        PortageException[] last = new PortageException[1];
        try {
            Waiting.until("Apache RocketMQ is there", () -> {
                try (PortageClient client = PortageClient.builder()
                        .endpoints(nameServer())
                        .startupTimeout(Duration.ofSeconds(1))
                        .open()) {
                    client.newLogReader().topic("TBW102").open();
                    return true;
                } catch (PortageException notYet) {
                    last[0] = notYet;
                    return false;
                }
            });
        } catch (AssertionError never) {
            throw new IOException(
                    never.getMessage() + ": " + last[0] + "\n" + Files.readString(home.resolve("broker.out")), last[0]);
        }
    }

    String nameServer() {
        return "127.0.0.1:" + nameServerPort;
    }

    /** One whose neighbours below, which the broker takes as well, are free too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket below =
                            new ServerSocket(one.getLocalPort() - 2, 1, InetAddress.getLoopbackAddress())) {
                return below.getLocalPort() + 2;
            } catch (IOException taken) {
                // Another one.
            }
        }
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
