// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Apache RocketMQ, name server and broker, as {@code scripts/bench-peers} fetches it. The settings are its own, but for
 * addresses, folders and the flush; the heap is 2 GiB, a quarter of what its script asks for.
 *
 * @param flush its {@code flushDiskType}
 */
record RocketContender(String flush, String promise) implements Contender {

    static final RocketContender SYNC = new RocketContender("SYNC_FLUSH", "synced to disk");
    static final RocketContender ASYNC = new RocketContender("ASYNC_FLUSH", "with the operating system");

    private static final Path CLASS_PATH = Path.of("stock-rocketmq/target/class-path.txt");
    private static final int READY_SECONDS = 90;

    /** The name server first; when this shell is ended, both end. */
    private static final String BOTH = """
            java=$1 classes=$2 home=$3
            "$java" -Xms256m -Xmx256m -Duser.home="$home" -Drocketmq.home.dir="$home" -cp "$classes" \
              org.apache.rocketmq.namesrv.NamesrvStartup -c "$home/names.conf" &
            "$java" -Xms2g -Xmx2g -XX:MaxDirectMemorySize=2g -Duser.home="$home" -Drocketmq.home.dir="$home" -cp "$classes" \
              org.apache.rocketmq.broker.BrokerStartup -c "$home/broker.conf" &
            wait
            """;

    @Override
    public String name() {
        return "RocketMQ " + flush;
    }

    @Override
    public String missing() {
        return Files.exists(CLASS_PATH) ? "" : "run scripts/bench-peers rocketmq (" + CLASS_PATH + " is not there)";
    }

    @Override
    public Set<Protocol> protocols() {
        return Set.of(Protocol.ROCKETMQ);
    }

    @Override
    public RunningBroker start(Path folder, Set<Protocol> protocols) throws IOException {
        Files.createDirectories(folder);
        Path home = folder.toAbsolutePath();
        int names = FreePort.of(folder);
        int listen = FreePort.any();
        Files.writeString(home.resolve("names.conf"), "listenPort=" + names + "\n");
        Files.writeString(home.resolve("broker.conf"), configuration(home, names, listen));
        Process process = new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        BOTH,
                        "rocketmq",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Files.readString(CLASS_PATH).strip(),
                        home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        Probe.awaitPort(names, READY_SECONDS, process::isAlive);
        Probe.awaitPort(listen, READY_SECONDS, process::isAlive);
        return new BrokerProcess(name(), process, Map.of(Protocol.ROCKETMQ, names));
    }

    private String configuration(Path home, int names, int listen) throws IOException {
        return String.format("""
                brokerClusterName=compare
                brokerName=compare
                brokerId=0
                brokerRole=ASYNC_MASTER
                brokerIP1=127.0.0.1
                namesrvAddr=127.0.0.1:%1$d
                listenPort=%2$d
                haListenPort=%3$d
                storePathRootDir=%4$s
                storePathCommitLog=%4$s/commitlog
                autoCreateTopicEnable=true
                flushDiskType=%5$s
                """, names, listen, FreePort.any(), home.resolve("store"), flush);
    }
}
