// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of logins. */
public final class AuthSettings {

    public static final Setting<Boolean> GUEST = Setting.flag(
            "auth.guest",
            true,
            "Make user guest with password guest and all rights in namespace / when the data folder is new.");

    public static final Setting<String> LOOPBACK_ONLY = Setting.text(
            "auth.loopback-only",
            UserRegistry.GUEST,
            "Users, separated by commas, who may connect from this machine only; empty for none.");

    public static final Setting<Long> THREADS = Setting.number(
            "auth.threads", 2, 1, 64, "Threads that check passwords, apart from those that serve connections.");

    public static final Setting<Long> WAITING = Setting.number(
            "auth.waiting", 1_000, 1, 1_000_000, "Logins that may wait for such a thread; more are refused at once.");

    public static final Setting<Duration> REMEMBER = Setting.duration(
            "auth.remember",
            "60s",
            Duration.ZERO,
            Duration.ofDays(1),
            "Time for which a password that was right is not computed again; 0s turns it off.");

    public static final Setting<Long> FREE_FAILURES = Setting.number(
            "auth.free-failures",
            5,
            1,
            1_000_000,
            "Failed logins, or wrongly signed requests, of one user from one address before further ones must wait (1 s,"
                    + " doubling up to 64 s).");

    public static final Setting<Long> FREE_FAILURES_PER_ADDRESS = Setting.number(
            "auth.free-failures-per-address",
            50,
            1,
            1_000_000,
            "Failed logins from one address, whoever the user, before further ones must wait.");

    public static final Setting<String> ANONYMOUS_USER = Setting.text(
            "auth.anonymous-user",
            "",
            "User as whom clients are admitted that name none (SASL ANONYMOUS); empty admits none of them.");

    public static final Setting<Boolean> ALLOW_CLEARTEXT = Setting.flag(
            "auth.allow-cleartext",
            false,
            "Take passwords over connections without TLS that come from other machines, where others may read them.");

    public static final Setting<Boolean> PREFER_SCRAM = Setting.flag(
            "auth.prefer-scram",
            false,
            "Offer SCRAM also where passwords are taken. Clients that know it prefer it, and compute for a part of a second.");

    public static final List<Setting<?>> ALL = List.of(
            GUEST,
            LOOPBACK_ONLY,
            THREADS,
            WAITING,
            REMEMBER,
            FREE_FAILURES,
            FREE_FAILURES_PER_ADDRESS,
            ANONYMOUS_USER,
            ALLOW_CLEARTEXT,
            PREFER_SCRAM);

    private AuthSettings() {}
}
