// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamStart;

/** Groups of streams for those who know them by a {@link NamedStreamGroup}. Belongs to the core. */
final class NamedStreamGroups {

    private final Streams streams;
    private final Accounting accounting;

    NamedStreamGroups(Streams streams, Accounting accounting) {
        this.streams = streams;
        this.accounting = accounting;
    }

    /** Makes it if need be; a new one begins with what the stream holds. Its rules are those of the settings. */
    void declare(SessionState session, NamedStreamGroup named, GroupSettings settings, Answer<Void> answer) {
        Browsing.refusing(session, answer, () -> {
            if (settings.exclusive() || settings.autoDelete()) {
                throw new BrokerException(
                        ErrorCode.NOT_SUPPORTED,
                        "'" + named.name()
                                + "' is a group of a stream: it cannot be exclusive, nor end with its consumers");
            }
            StreamGroupSettings wanted = new StreamGroupSettings(named.topic(), named.group(), settings.rules());
            streams.declareGroup(session, wanted, StreamStart.FIRST, answer);
        });
    }

    GroupInfo describe(SessionState session, NamedStreamGroup named) {
        return accounting.of(named.name(), require(session, named));
    }

    Long delete(SessionState session, NamedStreamGroup named, boolean ifUnused, boolean ifEmpty) {
        GroupInfo info = describe(session, named);
        String what = "group '" + named.group() + "' of stream '" + named.topic() + "'";
        if (ifUnused && info.consumers() > 0) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, what + " in use");
        }
        if (ifEmpty && info.ready() > 0) {
            throw new BrokerException(ErrorCode.PRECONDITION_FAILED, what + " not empty");
        }
        streams.deleteGroup(session, named.topic(), named.group());
        return info.ready();
    }

    private static StreamGroup require(SessionState session, NamedStreamGroup named) {
        StreamGroup group = named.in(session.namespace());
        if (group == null) {
            throw new BrokerException(
                    ErrorCode.NOT_FOUND,
                    "no group '" + named.group() + "' of stream '" + named.topic() + "' in namespace '"
                            + session.namespace().name() + "'");
        }
        return group;
    }
}
