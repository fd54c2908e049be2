// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.HeaderEncoding;
import org.portagemq.client.codec.Languages;
import org.portagemq.client.config.Credentials;

/** How calls are written on one connection: signed, if the client has credentials. */
final class CallWriter {

    private final Optional<Signer> signer;

    CallWriter(Optional<Credentials> credentials) {
        this.signer = credentials.map(Signer::new);
    }

    void write(Call call, int opaque, ByteBuf out) {
        Request request = call.request;
        Map<String, String> fields =
                signer.map(own -> own.sign(request.fields(), request.body())).orElse(request.fields());
        // A binary header has two bytes for the code, and not every server knows those that it cuts.
        HeaderEncoding encoding = request.code() > Short.MAX_VALUE ? HeaderEncoding.JSON : HeaderEncoding.BINARY;
        int flags = call.way == Call.Way.ONE_WAY ? Command.ONE_WAY : 0;
        CommandWriter.write(
                new Command(
                        encoding,
                        request.code(),
                        Languages.JAVA,
                        Command.VERSION,
                        opaque,
                        flags,
                        null,
                        fields,
                        request.body()),
                out);
    }
}
