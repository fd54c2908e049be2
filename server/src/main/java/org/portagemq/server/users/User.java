// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A user as stored. Immutable.
 *
 * @param tags roles, such as {@code administrator} or {@code monitoring}
 * @param permissions by namespace; a user may enter only the namespaces that are in it
 * @param limits how much the user may have open
 * @param tokens that log in as the user, by their labels
 * @param signingKey with which requests of the user are signed, where a protocol does that; empty for none
 */
public record User(
        String name,
        PasswordHash password,
        Set<String> tags,
        Map<String, Permission> permissions,
        UserLimits limits,
        Map<String, AccessToken> tokens,
        String signingKey) {

    private static final int MAX_NAME = 255;

    public User {
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a user's name has 1 to " + MAX_NAME + " characters and no control characters");
        }
        for (String tag : tags) {
            if (tag.isEmpty() || !tag.chars().allMatch(letter -> Character.isLetterOrDigit(letter) || letter == '-')) {
                throw new IllegalArgumentException("tag '" + tag + "': letters, digits and - only");
            }
        }
        tags = Set.copyOf(tags);
        permissions = Map.copyOf(permissions);
        tokens = Map.copyOf(tokens);
    }

    /** A user without limits and tokens. */
    public User(String name, PasswordHash password, Set<String> tags, Map<String, Permission> permissions) {
        this(name, password, tags, permissions, UserLimits.NONE, Map.of(), "");
    }

    User withPassword(PasswordHash newPassword) {
        return new User(name, newPassword, tags, permissions, limits, tokens, signingKey);
    }

    User withTags(Set<String> newTags) {
        return new User(name, password, newTags, permissions, limits, tokens, signingKey);
    }

    User withLimits(UserLimits newLimits) {
        return new User(name, password, tags, permissions, newLimits, tokens, signingKey);
    }

    User withPermission(String namespace, Permission permission) {
        Map<String, Permission> changed = new TreeMap<>(permissions);
        if (permission == null) {
            changed.remove(namespace);
        } else {
            changed.put(namespace, permission);
        }
        return new User(name, password, tags, changed, limits, tokens, signingKey);
    }

    User withToken(AccessToken token) {
        Map<String, AccessToken> changed = new TreeMap<>(tokens);
        if (changed.putIfAbsent(token.label(), token) != null) {
            throw new IllegalArgumentException("user '" + name + "' has a token '" + token.label() + "' already");
        }
        return new User(name, password, tags, permissions, limits, changed, signingKey);
    }

    User withoutToken(String label) {
        Map<String, AccessToken> changed = new TreeMap<>(tokens);
        if (changed.remove(label) == null) {
            throw new IllegalArgumentException("user '" + name + "' has no token '" + label + "'");
        }
        return new User(name, password, tags, permissions, limits, changed, signingKey);
    }

    User withSigningKey(String key) {
        return new User(name, password, tags, permissions, limits, tokens, key);
    }

    /** The tags in order, for people and files. */
    public String tagList() {
        return String.join(",", new TreeSet<>(tags));
    }
}
