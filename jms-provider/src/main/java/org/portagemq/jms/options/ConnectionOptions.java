// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.options;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.portagemq.jms.message.ObjectRules;

/**
 * The options of a connection. Read from an address such as {@code portage://host:10911?jms.clientID=a}, from several in
 * {@code failover:(portage://a,portage://b)?jms.clientID=a}, or set one by one under the same names. Mutable; copied by a
 * connection when it is made.
 */
public final class ConnectionOptions implements Serializable {

    private static final long serialVersionUID = 1;

    /** By name, without {@code jms.}: how each is set. Names are compared without regard to case. */
    private static final Map<String, BiConsumer<ConnectionOptions, String>> OPTIONS = options();

    private List<URI> addresses = List.of(URI.create("portage://localhost:10911"));
    private String user;
    private String password;
    private String clientId;
    private String namespace = "/";
    private int queuePrefetch = 100;
    private int topicPrefetch = 1_000;
    private int browserPrefetch = 100;
    private boolean validatePropertyNames = true;
    private boolean forceSyncSend;
    private boolean forceAsyncSend;
    private boolean localMessageExpiry = true;
    private boolean useDaemonThread;
    private int maxRedeliveries = -1;
    private long closeTimeoutMs = 60_000;
    private long connectTimeoutMs = 15_000;
    private long sendTimeoutMs = -1;
    private long requestTimeoutMs = -1;
    private List<String> allowedClasses = List.of();
    private List<String> deniedClasses = List.of();
    private ReconnectOptions reconnect = new ReconnectOptions();

    private static Map<String, BiConsumer<ConnectionOptions, String>> options() {
        Map<String, BiConsumer<ConnectionOptions, String>> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.put("username", (to, value) -> to.user = value);
        known.put("password", (to, value) -> to.password = value);
        known.put("clientID", (to, value) -> to.clientId = value);
        known.put("namespace", (to, value) -> to.namespace = value);
        known.put("prefetchPolicy.all", (to, value) -> to.prefetch(number(value)));
        known.put("prefetchPolicy.queuePrefetch", (to, value) -> to.queuePrefetch = number(value));
        known.put("prefetchPolicy.topicPrefetch", (to, value) -> to.topicPrefetch = number(value));
        known.put(
                "prefetchPolicy.queueBrowserPrefetch", (to, value) -> to.browserPrefetch = Math.max(1, number(value)));
        known.put("redeliveryPolicy.maxRedeliveries", (to, value) -> to.maxRedeliveries = signed(value));
        known.put("validatePropertyNames", (to, value) -> to.validatePropertyNames = flag(value));
        known.put("forceSyncSend", (to, value) -> to.forceSyncSend = flag(value));
        known.put("forceAsyncSend", (to, value) -> to.forceAsyncSend = flag(value));
        known.put("localMessageExpiry", (to, value) -> to.localMessageExpiry = flag(value));
        known.put("useDaemonThread", (to, value) -> to.useDaemonThread = flag(value));
        known.put("closeTimeout", (to, value) -> to.closeTimeoutMs = signed(value));
        known.put("connectTimeout", (to, value) -> to.connectTimeoutMs = signed(value));
        known.put("sendTimeout", (to, value) -> to.sendTimeoutMs = signed(value));
        known.put("requestTimeout", (to, value) -> to.requestTimeoutMs = signed(value));
        known.put("allowedClasses", (to, value) -> to.allowedClasses = list(value));
        known.put("deniedClasses", (to, value) -> to.deniedClasses = list(value));
        ReconnectOptions.declare(known);
        return known;
    }

    static int number(String value) {
        int number = signed(value);
        if (number < 0) {
            throw new IllegalArgumentException("it is 0 or more, not " + value);
        }
        return number;
    }

    static int signed(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("'" + value + "' is not a number", none);
        }
    }

    static boolean flag(String value) {
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(value);
        }
        throw new IllegalArgumentException("'" + value + "' is neither true nor false");
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /**
     * Reads an address with its options.
     *
     * @throws IllegalArgumentException naming what is not understood
     */
    public void readAddress(String text) {
        AddressText address = AddressText.parse(text);
        Map<String, String> own = new LinkedHashMap<>();
        address.options().forEach((name, value) -> {
            if (name.regionMatches(true, 0, "jms.", 0, 4)) {
                set(name.substring(4), value);
            } else if (ReconnectOptions.isOne(name)) {
                set(name, value);
            } else {
                own.put(name, value);
            }
        });
        List<URI> read = new ArrayList<>();
        for (String each : address.places()) {
            read.add(AddressText.withOptions(each, own));
        }
        addresses = List.copyOf(read);
    }

    /**
     * Sets an option by its name, without {@code jms.}.
     *
     * @throws IllegalArgumentException when there is no such option, or the value is none of its values
     */
    public void set(String name, String value) {
        BiConsumer<ConnectionOptions, String> setter = OPTIONS.get(name);
        if (setter == null) {
            throw new IllegalArgumentException("there is no option '" + shown(name) + "'; there are "
                    + OPTIONS.keySet().stream().map(ConnectionOptions::shown).toList());
        }
        try {
            setter.accept(this, value);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("option " + shown(name) + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String shown(String name) {
        return ReconnectOptions.isOne(name) ? name : "jms." + name;
    }

    private void prefetch(int all) {
        queuePrefetch = all;
        topicPrefetch = all;
        browserPrefetch = Math.max(1, all);
    }

    public ConnectionOptions copy() {
        ConnectionOptions copy = new ConnectionOptions();
        copy.addresses = addresses;
        copy.user = user;
        copy.password = password;
        copy.clientId = clientId;
        copy.namespace = namespace;
        copy.queuePrefetch = queuePrefetch;
        copy.topicPrefetch = topicPrefetch;
        copy.browserPrefetch = browserPrefetch;
        copy.validatePropertyNames = validatePropertyNames;
        copy.forceSyncSend = forceSyncSend;
        copy.forceAsyncSend = forceAsyncSend;
        copy.localMessageExpiry = localMessageExpiry;
        copy.useDaemonThread = useDaemonThread;
        copy.maxRedeliveries = maxRedeliveries;
        copy.closeTimeoutMs = closeTimeoutMs;
        copy.connectTimeoutMs = connectTimeoutMs;
        copy.sendTimeoutMs = sendTimeoutMs;
        copy.requestTimeoutMs = requestTimeoutMs;
        copy.allowedClasses = allowedClasses;
        copy.deniedClasses = deniedClasses;
        copy.reconnect = reconnect.copy();
        return copy;
    }

    /** The same for a user. */
    public ConnectionOptions withUser(String newUser, String newPassword) {
        ConnectionOptions copy = copy();
        copy.user = newUser;
        copy.password = newPassword;
        return copy;
    }

    /** Where brokers are, in the order in which they are tried. */
    public List<URI> addresses() {
        return addresses;
    }

    /** Null for none. */
    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Null for none. */
    public String clientId() {
        return clientId;
    }

    public void clientId(String newClientId) {
        clientId = newClientId;
    }

    public String namespace() {
        return namespace;
    }

    /** Messages that a consumer of a queue holds ahead; 0 fetches each when it is asked for. */
    public int queuePrefetch() {
        return queuePrefetch;
    }

    public int topicPrefetch() {
        return topicPrefetch;
    }

    public int browserPrefetch() {
        return browserPrefetch;
    }

    public boolean validatePropertyNames() {
        return validatePropertyNames;
    }

    public boolean forceSyncSend() {
        return forceSyncSend;
    }

    public boolean forceAsyncSend() {
        return forceAsyncSend;
    }

    public boolean localMessageExpiry() {
        return localMessageExpiry;
    }

    public boolean useDaemonThread() {
        return useDaemonThread;
    }

    /** So often a message is tried again before it is rejected; -1 for as often as its queue allows. */
    public int maxRedeliveries() {
        return maxRedeliveries;
    }

    public long closeTimeoutMs() {
        return closeTimeoutMs;
    }

    public long connectTimeoutMs() {
        return connectTimeoutMs;
    }

    /** Negative for as long as it takes. */
    public long sendTimeoutMs() {
        return sendTimeoutMs;
    }

    public long requestTimeoutMs() {
        return requestTimeoutMs;
    }

    /** How a connection is made again that was lost. */
    public ReconnectOptions reconnect() {
        return reconnect;
    }

    /** Whether it is made again: a broker in this process is lost only when it ends. */
    public boolean isLasting() {
        return reconnect.allows(0) && addresses.stream().anyMatch(each -> !"vm".equalsIgnoreCase(each.getScheme()));
    }

    /** Which classes objects in messages may have. */
    public ObjectRules objectRules() {
        return new ObjectRules(allowedClasses, deniedClasses);
    }
}
