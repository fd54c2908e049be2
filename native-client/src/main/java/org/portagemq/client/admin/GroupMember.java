// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

/** A client that is a member of a group. */
public record GroupMember(String clientId, String address) {}
