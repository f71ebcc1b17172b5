package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One entry of a users file.
 *
 * @param name the name to log in with, which is the principal's subject
 * @param password the hash of the password
 * @param groups the groups of the user
 * @param attributes typed attributes by name
 * @param purposes purposes that the user's sessions may declare
 */
record User(
    String name,
    PasswordHash password,
    List<String> groups,
    Map<String, Object> attributes,
    List<String> purposes) {

  User {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(password, "password");
    groups = ImmutableList.copyOf(groups);
    attributes = ImmutableMap.copyOf(attributes);
    purposes = ImmutableList.copyOf(purposes);
  }
}
