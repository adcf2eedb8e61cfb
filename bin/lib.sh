# Shared by bin/demo, bin/test and bin/bench: finds the tools, brings what is missing where it may, builds when needed.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

fail() {
  echo "Cannot go on: $*" >&2
  exit 1
}

# require COMMAND DEBIAN_PACKAGE WHAT: installs on Debian as root, says what to install elsewhere
require() {
  command -v "$1" >/dev/null && return
  install_package "$2" "$3"
  command -v "$1" >/dev/null || fail "$3 is missing (install it; on Debian: sudo apt-get install $2)"
}

# require_working COMMAND DEBIAN_PACKAGE WHAT: as require, where a shim that leads nowhere does not count
require_working() {
  "$1" --version >/dev/null 2>&1 && return
  PATH="/usr/bin:$PATH"
  "$1" --version >/dev/null 2>&1 && return
  install_package "$2" "$3"
  "$1" --version >/dev/null 2>&1 || fail "$3 is missing (install it; on Debian: sudo apt-get install $2)"
}

# install_package DEBIAN_PACKAGE WHAT: on Debian as root; elsewhere it does nothing
install_package() {
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing $1 …"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null 2>&1 ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null; } ||
      fail "$2 is missing and 'apt-get install $1' failed (install it by hand)"
  fi
}

require_build_tools() {
  require javac openjdk-17-jdk-headless "a JDK, 17 or later"
  require mvn maven "Maven 3.8 or later"
  require node nodejs "Node.js 18 or later"
  require npm npm "npm"
  local java_major node_major
  java_major=$(javac -version 2>&1 | sed -E 's/javac ([0-9]+).*/\1/')
  [ "$java_major" -ge 17 ] || fail "the JDK is $java_major (install 17 or later, or set JAVA_HOME)"
  node_major=$(node --version | sed -E 's/v([0-9]+).*/\1/')
  [ "$node_major" -ge 18 ] || fail "Node.js is $node_major (install 18 or later)"
}

# the same JDK for Maven and for what we start
if [ -n "${JAVA_HOME:-}" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi

# maven ARGS…: MAVEN_ARGS is honoured by Maven 3.9 itself; 3.8 is given it here
maven() {
  local extra=()
  if [ -n "${MAVEN_ARGS:-}" ] && mvn --version 2>/dev/null | grep -q 'Apache Maven 3\.8'; then
    read -r -a extra <<<"$MAVEN_ARGS"
  fi
  (cd "$root" && mvn -B -ntp ${extra[@]+"${extra[@]}"} "$@")
}

# build_if_needed MODULE JAR: builds a module and what it needs when a source is newer than its jar
build_if_needed() {
  local jar="$root/$2"
  if [ -f "$jar" ] && [ -z "$(find "$root" \( -name target -o -name node_modules -o -name .git \) -prune \
    -o -type f \( -name '*.java' -o -name '*.ts' -o -name '*.xml' -o -name '*.json' -o -name '*.sql' -o -path '*/src/main/resources/*' \) \
    -newer "$jar" -print -quit)" ]; then
    return
  fi
  require_build_tools
  echo "Building (the first time takes some minutes) …"
  local log="$root/target/build.log"
  mkdir -p "$root/target"
  maven -pl "$1" -am -DskipTests package >"$log" 2>&1 || {
    grep -E '^\[ERROR\]' "$log" | head -n 20 >&2
    fail "the build failed (the whole log is target/build.log)"
  }
}
