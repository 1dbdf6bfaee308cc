# Sourced by ./serve and ./check: installs what the build needs and this machine lacks, pinned, inside the project where it can.

TRUNK_VERSION=0.21.14
BINDGEN_VERSION=0.2.130 # the same as the wasm-bindgen in Cargo.toml
DENY_VERSION=0.20.2
GECKODRIVER_VERSION=0.37.1
TOOLS="$PWD/.tools"
export PATH="$TOOLS/bin:$PATH"

say() { printf '\n== %s ==\n' "$*"; }
stop() {
  printf '\nStopped: %s\n' "$1" >&2
  [ -n "${2:-}" ] && printf 'Type this next:\n  %s\n' "$2" >&2
  exit 1
}
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

setup_build() {
  command -v cargo >/dev/null || stop "Rust is not installed (or not on the PATH)." \
    "install rustup from rust-lang.org, then: rustup default 1.95"
  version=$(rustc --version 2>/dev/null | cut -d' ' -f2) || stop "rustup has no toolchain to use." "rustup default 1.95"
  [ "$(printf '1.95.0\n%s\n' "$version" | sort -V | head -n1)" = 1.95.0 ] ||
    stop "Rust $version is too old: 1.95 or newer is needed." "rustup update stable"
  if ! command -v cc >/dev/null; then
    say "Installing a linker (build-essential)"
    can_apt || stop "No C compiler is installed, and Rust needs its linker." "sudo apt-get install -y build-essential"
    apt_install build-essential || stop "build-essential could not be installed." "apt-get install -y build-essential"
  fi
  if ! rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null | xargs test -d; then
    say "Adding the wasm32-unknown-unknown target"
    rustup target add wasm32-unknown-unknown ||
      stop "The wasm target could not be added." "rustup target add wasm32-unknown-unknown"
  fi
  # Without its defaults trunk cannot download tools or ask for its updates: we want neither, and it is sooner built.
  setup_tool trunk "$TRUNK_VERSION" trunk --locked --no-default-features
  # Not --locked: its lock file names releases that a mirror of the registry may not hold; only its own version must fit.
  setup_tool wasm-bindgen "$BINDGEN_VERSION" wasm-bindgen-cli
  # trunk builds offline. This also stops here if Cargo.lock does not fit Cargo.toml.
  cargo fetch --quiet --locked ||
    stop "The crates that Cargo.lock names could not be fetched." "cargo fetch   (if it changes Cargo.lock, commit that)"
}

# setup_tool PROGRAM VERSION CRATE [CARGO OPTIONS]: other versions on this machine are left as they are.
setup_tool() {
  program=$1 wanted=$2 crate=$3
  shift 3
  # Some say more on further lines.
  if [ "$("$program" --version 2>/dev/null | sed -n 1p | cut -d' ' -f2)" != "$wanted" ]; then
    say "Installing $crate $wanted into .tools (once; some minutes)"
    CARGO_TARGET_DIR="$TOOLS/build" cargo install "$@" "$crate" --version "$wanted" --root "$TOOLS" ||
      stop "$crate could not be installed." "cargo install $* $crate --version $wanted --root .tools"
    rm -rf "$TOOLS/build"
  fi
}

setup_lints() {
  for component in rustfmt clippy; do
    cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component" ||
      stop "$component could not be added." "rustup component add $component"
  done
}

setup_deny() {
  # Unoptimised it is built in a minute or two, and takes seconds.
  CARGO_PROFILE_DEV_DEBUG=0 setup_tool cargo-deny "$DENY_VERSION" cargo-deny --debug --no-default-features
}

# Ubuntu's own packages of these names only lead to its snap, which does not run in a container.
UBUNTU="(Ubuntu: sudo snap install chromium, and put /snap/bin on the PATH; or ./check --quick leaves the browser out)"

setup_browser() {
  if ! command -v chromedriver >/dev/null || ! { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then
    say "Installing Chromium and its driver"
    can_apt || stop "The browser tests need Chromium and its driver." \
      "sudo apt-get install -y chromium chromium-driver   $UBUNTU"
    apt_install chromium chromium-driver || stop "Chromium and its driver could not be installed." \
      "apt-get install -y chromium chromium-driver   $UBUNTU"
  fi
}

# The same source gives the same page wherever it is built: the paths that a program holds (of panics) begin with names instead of with where this machine
# keeps the project, the crates and the compiler. Called by whatever builds a page that may be passed on. Fails where a path holds a space, at which cargo would
# cut the flags.
paths_in_the_page_are_not_this_machine_s() {
  local flags crates
  case "$PWD${CARGO_HOME:-$HOME}$(rustc --print sysroot)" in *' '*) return 1 ;; esac
  flags="--remap-path-prefix=$PWD=plumbline --remap-path-prefix=$(rustc --print sysroot)=rust"
  # With the component rust-src the compiler names where that keeps the sources of its library, and else this.
  flags+=" --remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$(rustc -vV | sed -n 's/^commit-hash: //p')"
  for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    flags+=" --remap-path-prefix=$crates=crates"
  done
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
}

# What the browser tests need for Firefox and WebKit besides Chromium.
setup_engines() {
  setup_browser
  missing=()
  command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
  # Its package brings the browser that it steers.
  command -v WebKitWebDriver >/dev/null || missing+=(webkit2gtk-driver)
  command -v Xvfb >/dev/null || missing+=(xvfb)
  if [ "${#missing[@]}" -gt 0 ]; then
    say "Installing ${missing[*]}"
    can_apt || stop "The browser tests in Firefox and WebKit need ${missing[*]}." \
      "sudo apt-get install -y ${missing[*]}   (or ./check, which tests in Chromium alone)"
    apt_install "${missing[@]}" || stop "${missing[*]} could not be installed." "apt-get install -y ${missing[*]}"
  fi
  setup_tool geckodriver "$GECKODRIVER_VERSION" geckodriver --locked
}
