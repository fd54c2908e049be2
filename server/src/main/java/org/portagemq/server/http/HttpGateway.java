// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.settings.Settings;
import org.portagemq.transport.Connection;
import org.portagemq.transport.ConnectionRegistry;
import org.portagemq.transport.Gateway;

/**
 * The HTTP port: {@code /api/health} and {@code /metrics}, which from this machine are open and from elsewhere ask for a
 * user (Basic) with the tag {@code monitoring} or {@code administrator}; and the management interface, for users only.
 */
public final class HttpGateway implements Gateway {

    public static final String NAME = "http";

    private final Map<String, HttpRoute> routes;
    private final List<HttpApi> apis;
    private final HttpLogin login;
    private final Settings settings;
    private final HttpDecoderConfig decoder;

    public HttpGateway(Broker broker, ConnectionRegistry connections, Authenticator authenticator, Settings settings) {
        this(
                broker::status,
                () -> broker.accounts(Math.toIntExact(settings.get(HttpSettings.METRICS_GROUPS))),
                List.of(new PolicyApi(broker), new LimitApi(broker)),
                connections,
                authenticator,
                settings);
    }

    HttpGateway(
            Supplier<BrokerStatus> status,
            Supplier<BrokerAccounts> accounts,
            List<HttpApi> apis,
            ConnectionRegistry connections,
            Authenticator authenticator,
            Settings settings) {
        this(
                List.of(new HealthPage(status).route(), new MetricsPage(status, accounts, connections).route()),
                apis,
                authenticator,
                settings);
    }

    HttpGateway(List<HttpRoute> routes, List<HttpApi> apis, Authenticator authenticator, Settings settings) {
        this.routes = routes.stream().collect(Collectors.toUnmodifiableMap(HttpRoute::path, Function.identity()));
        this.apis = List.copyOf(apis);
        this.login = new HttpLogin(authenticator);
        this.settings = settings;
        this.decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(Math.toIntExact(settings.get(HttpSettings.MAX_URI)))
                .setMaxHeaderSize(Math.toIntExact(settings.get(HttpSettings.MAX_HEADERS)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void initialize(Connection connection) {
        // Each request has a deadline of its own, from its first byte, in place of the one for logins.
        ChannelPipeline pipeline = connection.channel().pipeline();
        pipeline.addLast(
                new HttpDeadlines(settings.get(HttpSettings.REQUEST_TIMEOUT), settings.get(HttpSettings.IDLE_TIMEOUT)));
        pipeline.addLast(new HttpServerCodec(decoder));
        pipeline.addLast(new HttpObjectAggregator(Math.toIntExact(settings.get(HttpSettings.MAX_BODY)), true));
        pipeline.addLast(new HttpRequestHandler(routes, apis, login, connection));
        connection.established();
    }
}
