#!/bin/sh
# Runs the plugin through the installed ccred, with a configuration of its own, no server and no network:
# "ccred explain" runs the sources and stops before the token request.
set -eu
umask 022
name=${NAME:-dir}
ccred=$(${PKG_CONFIG:-pkg-config} --variable=bindir ccred-plugin)/ccred
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/plugins" "$work/secrets"
cp "ccred_$name.so" "$name.plugin" "$work/plugins/"
CCRED_CONFIG=$work/config
export CCRED_CONFIG
failures=0

config() { # ARGUMENT-OF-THE-PLUGIN...
	cat >"$CCRED_CONFIG" <<CONFIG
plugin-path $work/plugins

profile test
    target          https://api.example
    token-endpoint  https://auth.example/token
    source          required $name $*
CONFIG
}

# The result of the one source, and a word of what is said about it.
expect() { # WHAT RESULT WORDS
	said=$("$ccred" explain test 2>&1) || :
	case $(printf '%s\n' "$said" | grep -E "^[a-z]+ +source .* $name: $2 ") in
	*"$3"*) echo "ok - $1" ;;
	*)
		failures=$((failures + 1))
		printf 'not ok - %s\n%s\n' "$1" "$said"
		;;
	esac
}

# The id, the secret and the secret's mode.
files() {
	rm -f "$work"/secrets/*
	printf '%s' "$1" >"$work/secrets/client_id"
	printf '%s' "$2" >"$work/secrets/client_secret"
	chmod 600 "$work/secrets/client_id"
	chmod "$3" "$work/secrets/client_secret"
}

config "path=$work/secrets"
expect "no files" not_found "client_id"
files 'a batch' 's3cret
' 600
expect "both files" success "client id, client secret"
rm "$work/secrets/client_secret"
expect "no secret" not_found "client_secret"
files id 's3cret' 644
expect "a secret that others can read" denied "others may read"
files id '' 600
expect "an empty secret" invalid "empty"
files id 'two
lines' 600
expect "a secret of two lines" invalid "more than one line"
files id s3cret 600
sed -i 's/^    source/    client-id  another\n&/' "$CCRED_CONFIG"
expect "the id of another client" conflict "client id"

config
case $("$ccred" explain test 2>&1) in
*"path= is missing"*) echo "ok - path= is required" ;;
*)
	failures=$((failures + 1))
	echo "not ok - path= is required"
	;;
esac

# The conformance suite: a line a case, of which none may fail.
files id s3cret 600
mkdir "$work/other"
cp -p "$work/secrets/client_id" "$work/other"
(umask 077 && echo another >"$work/other/client_secret")
if "$ccred" plugin test "$work/plugins/$name.plugin" --found "path=$work/secrets" \
	--other "path=$work/other" --absent "path=$work" >"$work/suite" 2>&1; then
	echo "ok - the conformance suite"
else
	failures=$((failures + 1))
	echo "not ok - the conformance suite"
	grep -A1 '^not ok' "$work/suite" || cat "$work/suite"
fi
[ "$failures" -eq 0 ]
