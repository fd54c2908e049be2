// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.portagemq.benchmarks.load.ClientLibrary;
import org.portagemq.benchmarks.load.EmbeddedBroker;

/** PortageMQ in the process of its clients, which starts and ends with the load. All processor time is the load's. */
record EmbeddedContender(PortageContender apart) implements Contender {

    @Override
    public String name() {
        return apart.name() + " in the process of its clients";
    }

    @Override
    public String promise() {
        return apart.promise();
    }

    @Override
    public String missing() {
        return "";
    }

    @Override
    public Set<Protocol> protocols() {
        return EnumSet.of(Protocol.JMS);
    }

    @Override
    public ClientLibrary jmsLibrary() {
        return ClientLibrary.PORTAGE_JMS_IN_PROCESS;
    }

    @Override
    public RunningBroker start(Path folder, Set<Protocol> protocols) {
        return new Within(EmbeddedBroker.place(apart.flush(), folder.resolve("data")));
    }

    private record Within(String place) implements RunningBroker {

        @Override
        public int port(Protocol protocol) {
            throw new UnsupportedOperationException("it has no ports");
        }

        @Override
        public String place(Protocol protocol) {
            return place;
        }

        @Override
        public ProcessTree processes() {
            return ProcessTree.NONE;
        }

        @Override
        public void kill() {
            throw new UnsupportedOperationException("it ends with the load");
        }

        @Override
        public void close() {
            // It ended with the load.
        }
    }
}
