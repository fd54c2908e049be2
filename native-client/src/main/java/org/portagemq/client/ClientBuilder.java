// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.config.Credentials;
import org.portagemq.client.config.ReconnectPolicy;
import org.portagemq.client.config.Tls;
import org.portagemq.client.event.ClientEventListener;
import org.portagemq.client.intercept.ConsumerInterceptor;
import org.portagemq.client.intercept.Interceptors;
import org.portagemq.client.intercept.ProducerInterceptor;
import org.portagemq.client.intercept.TransactionInterceptor;
import org.portagemq.client.remote.ClientThreads;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;

/** Sets up a client. Not thread-safe. */
public final class ClientBuilder {

    private static final String SCHEME = "portage://";
    private static final String TLS_SCHEME = "portages://";
    private static final int USUAL_PORT = 9876;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration USUAL_STARTUP = Duration.ofSeconds(10);
    private static final long USUAL_MEMORY = 256L << 20;

    private final List<Endpoint> nameServers = new ArrayList<>();
    private final List<ProducerInterceptor> producerInterceptors = new ArrayList<>();
    private final List<ConsumerInterceptor> consumerInterceptors = new ArrayList<>();
    private final List<TransactionInterceptor> transactionInterceptors = new ArrayList<>();
    private final List<ClientEventListener> listeners = new ArrayList<>();
    private String clientId = "portage-" + UUID.randomUUID();
    private Optional<Tls> tls = Optional.empty();
    private Optional<Credentials> credentials = Optional.empty();
    private ReconnectPolicy reconnect = ReconnectPolicy.USUAL;
    private Duration requestTimeout = USUAL_TIMEOUT;
    private Duration startupTimeout = USUAL_STARTUP;
    private long memoryLimit = USUAL_MEMORY;
    private Executor executor;

    ClientBuilder() {}

    /**
     * Where name servers are, {@code HOST:PORT} or {@code portage://HOST:PORT}, with TLS {@code portages://HOST:PORT}; a broker of
     * PortageMQ is one. One of them has to be reached.
     */
    public ClientBuilder endpoints(String... addresses) {
        for (String address : addresses) {
            nameServers.add(endpoint(address));
        }
        return this;
    }

    private Endpoint endpoint(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        String rest = address;
        if (lower.startsWith(TLS_SCHEME)) {
            rest = address.substring(TLS_SCHEME.length());
            tls = Optional.of(tls.orElseGet(Tls::system));
        } else if (lower.startsWith(SCHEME)) {
            rest = address.substring(SCHEME.length());
        } else if (address.contains("://")) {
            throw new IllegalArgumentException("'" + address + "': addresses are HOST:PORT, " + SCHEME + "HOST:PORT or "
                    + TLS_SCHEME + "HOST:PORT");
        }
        boolean hasPort = rest.indexOf(':', rest.lastIndexOf(']') + 1) >= 0;
        return Endpoint.parse(hasPort ? rest : rest + ":" + USUAL_PORT);
    }

    /**
     * What is said by properties whose names begin with {@code portage.client.}: {@code endpoints}, parted by commas, {@code
     * client-id}, {@code access-key} and {@code secret}, {@code trusted-certificates}, a file, {@code request-timeout} and {@code
     * startup-timeout}, such as {@code 3s}, {@code memory-limit}, such as {@code 64MiB}. Other names are not looked at.
     *
     * @throws IllegalArgumentException when such a property does not exist, or its value is none
     */
    public ClientBuilder properties(Properties properties) {
        Map<String, String> all = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        ClientProperties.of(all).applyTo(this);
        return this;
    }

    /**
     * The same by variables of an environment, such as {@code System.getenv()}: {@code PORTAGE_CLIENT_ENDPOINTS}, {@code
     * PORTAGE_CLIENT_REQUEST_TIMEOUT}.
     *
     * @throws IllegalArgumentException as for properties
     */
    public ClientBuilder environment(Map<String, String> variables) {
        ClientProperties.ofEnvironment(variables).applyTo(this);
        return this;
    }

    /** By which brokers tell clients apart; made up if not said. */
    public ClientBuilder clientId(String id) {
        clientId = id;
        return this;
    }

    /** All connections are encrypted. */
    public ClientBuilder tls(Tls wanted) {
        tls = Optional.of(wanted);
        return this;
    }

    public ClientBuilder credentials(Credentials own) {
        credentials = Optional.of(own);
        return this;
    }

    /** How long the client waits before it tries again to reach a server. */
    public ClientBuilder reconnect(ReconnectPolicy policy) {
        reconnect = policy;
        return this;
    }

    /** Of requests that have no time of their own; 3 s if not said. */
    public ClientBuilder requestTimeout(Duration timeout) {
        requestTimeout = timeout;
        return this;
    }

    /** Within which a name server has to be reached when the client is opened; 10 s if not said. */
    public ClientBuilder startupTimeout(Duration timeout) {
        startupTimeout = timeout;
        return this;
    }

    /** How many bytes of messages may be on their way to brokers; 256 MiB if not said. */
    public ClientBuilder memoryLimit(long bytes) {
        memoryLimit = bytes;
        return this;
    }

    /** Runs listeners and checkers, in place of threads of the client's own. It has to have as many as work at a time. */
    public ClientBuilder executor(Executor threads) {
        executor = threads;
        return this;
    }

    public ClientBuilder producerInterceptor(ProducerInterceptor interceptor) {
        producerInterceptors.add(interceptor);
        return this;
    }

    public ClientBuilder consumerInterceptor(ConsumerInterceptor interceptor) {
        consumerInterceptors.add(interceptor);
        return this;
    }

    public ClientBuilder transactionInterceptor(TransactionInterceptor interceptor) {
        transactionInterceptors.add(interceptor);
        return this;
    }

    public ClientBuilder onEvent(ClientEventListener listener) {
        listeners.add(listener);
        return this;
    }

    /** What the client is to be like, so far. */
    Remote.Setup setup() {
        return new Remote.Setup(nameServers, clientId, tls, credentials, reconnect, requestTimeout, memoryLimit);
    }

    /**
     * Connects.
     *
     * @throws org.portagemq.client.error.ConnectionException when no name server is reached in time
     * @throws org.portagemq.client.error.AuthenticationException when the credentials are wrong
     */
    public PortageClient open() {
        if (nameServers.isEmpty()) {
            throw new IllegalArgumentException(
                    "the client needs the address of a name server: endpoints(\"HOST:PORT\")");
        }
        ClientThreads threads = executor == null ? ClientThreads.own() : ClientThreads.with(executor);
        Remote remote = new Remote(setup(), threads);
        listeners.forEach(remote.events()::add);
        Interceptors interceptors =
                new Interceptors(producerInterceptors, consumerInterceptors, transactionInterceptors);
        PortageClient client = new PortageClient(remote, interceptors);
        try {
            Request hello = Request.of(RequestCode.GET_BROKER_CLUSTER_INFO, "connect", "");
            Futures.await(remote.askNameServer(hello, Deadline.in(startupTimeout)), "connect");
            return client;
        } catch (RuntimeException unreached) {
            client.close();
            throw unreached;
        }
    }
}
