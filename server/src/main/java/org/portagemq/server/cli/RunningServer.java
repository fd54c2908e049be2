// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The management interface of a running server, as the options of a command say where it is and who asks. */
final class RunningServer {

    private static final String URL = "--url";
    private static final String USER = "--user";
    private static final String PASSWORD = "--password";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String url;
    private final String login;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    RunningServer(Command command) {
        String given = command.value(URL, "http://127.0.0.1:15672");
        this.url = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        String pair = command.value(USER, "guest") + ":" + command.value(PASSWORD, "guest");
        this.login = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static void addTo(Command command) {
        command.option(URL, "URL", "Where the server's HTTP port is. Default: http://127.0.0.1:15672");
        command.option(USER, "NAME", "A user with the tag administrator. Default: guest");
        command.option(PASSWORD, "TEXT", "The user's password. Default: guest");
    }

    String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    void put(String path, String json) throws IOException, InterruptedException {
        send(request(path).header("content-type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    void delete(String path) throws IOException, InterruptedException {
        send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).header("authorization", login);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException absent) {
            throw new IOException("no server answers at " + url + "; say where it is with " + URL, absent);
        }
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    "refused (" + answer.statusCode() + "): " + answer.body().strip());
        }
        return answer.body();
    }

    /** One part of a path. */
    static String escape(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A text as JSON. */
    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
