# The keyring plugin's store and erase, against a service that shows what it was asked.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_bus bus
item="origin=https://auth.example item=demo^$canary"

said() { # NAME RESULT PATTERN
	is "$1: result" "$(printf '%s\n' "$out" | head -1)" "$2"
	like "$1: text" "$(printf '%s\n' "$out" | sed -n 2p)" "$3"
	case $2 in
	success) ;;
	*) is "$1: no secret is told" "$(printf %s "$out" | grep -c "$canary")" 0 ;;
	esac
}

holds() { # NAME SECRET WORD...
	name=$1 secret=$2
	shift 2
	line get "$@"
	is "$name" "$(printf '%s\n' "$out" | sed -n 's/^client_secret=//p')" "$secret"
}

# Items of other clients, tenants and servers beside it, which stay.
start_mock origin=https://auth.example "item=demo^old" "item=other^one" "item=demo^two^tenant=acme" \
	"item=demo^three^origin=https://elsewhere.example" "item=demo^four^profile=demo2" \
	"item=demo^five^xdg:schema=org.example.Other"
others() {
	holds "$1: another client" one client=other
	holds "$1: a tenant" two tenant=acme
	holds "$1: another server" three origin=https://elsewhere.example
	holds "$1: another profile" four profile=demo2
}
line_store "$canary" client=demo
said "replace" success 'client "demo" in the keyring "One"'
is "replace: in its place" "$(called SetSecret) $(called CreateItem)" "1 0"
holds "replace" "$canary" client=demo
others "replace"
line_store "$canary-2" client=demo tenant=beta
said "create" success 'client "demo" in the keyring "One"'
is "create: a new one" "$(called SetSecret) $(called CreateItem)" "1 1"
holds "create" "$canary-2" tenant=beta
holds "create: the one without a tenant stays" "$canary" client=demo
others "create"
line erase client=demo tenant=beta
said "erase" success 'client "demo" in the keyring "One"'
line get tenant=beta
said "erased" not_found "the keyring has no secret for demo at https://auth.example, tenant beta: *secret set --tenant beta demo"
line erase client=demo tenant=beta
said "erase what is not there" not_found "the keyring has no secret *"
holds "erase: the one without a tenant stays" "$canary" client=demo
others "erase"
line erase
said "erase without a client: all of the profile" success 'client "*" in *, client "*" in *'
line get
said "erased, all" not_found "*"
holds "erase all: a tenant stays" two tenant=acme
holds "erase all: another server stays" three origin=https://elsewhere.example
is "what is of another schema was never asked for" "$(called Delete)" 3

# Two of the same: which one would be replaced?
start_mock $item "item=demo^again"
line_store "$canary" client=demo
said "two of the same" conflict '2 secrets match, *'
is "two of the same: nothing is changed" "$(called SetSecret)$(called CreateItem)" 00

# Locked, and what a person may say.
start_mock $item locked
line_store "$canary" client=demo
said "locked" locked 'the keyring "One" is locked, and nobody may be asked: *'
line erase client=demo
said "locked, erase" locked 'the keyring "One" is locked, and nobody may be asked: *'
is "nobody was asked" "$(called Unlock)$(called Prompt)" 00
start_mock $item locked prompt=grant
line_store "$canary-3" client=demo interactive
said "unlocked by a person" success 'client "demo" in the keyring "One"'
holds "unlocked by a person, stored" "$canary-3" client=demo
start_mock $item locked prompt=dismiss
line_store "$canary" client=demo interactive
said "dismissed" denied "the prompt of the keyring was dismissed, *call again *"
is "dismissed: nothing is changed" "$(called SetSecret)$(called CreateItem)" 00

# One that is locked beside one that is not: erase is for both, or for none.
start_mock $item "item=demo^again^locked=yes" prompt=grant
line erase client=demo
said "one is locked" locked "the keyring asks before it hands out the secret, and nobody may be asked: *"
is "one is locked: none is deleted" "$(called Delete)" 0
line erase client=demo interactive
said "one is locked, and a person unlocks it" success 'client "demo" in *, client "demo" in *'
is "both are deleted" "$(called Delete)" 2

# A service that prompts for each new item and each deletion, as KeePassXC does.
start_mock "origin=https://auth.example" always-prompt prompt=grant
line_store "$canary" client=demo
said "it wants to ask" locked "the keyring would ask a person, and nobody may be asked: *"
is "it wants to ask: nobody was asked" "$(called Prompt)" 0
line_store "$canary" client=demo interactive
said "it asks" success 'client "demo" in the keyring "One"'
holds "it asks, stored" "$canary" client=demo
line erase client=demo
said "it wants to ask, erase" locked "the keyring would ask a person, and nobody may be asked: *"
line erase client=demo interactive
said "it asks, erase" success 'client "demo" in the keyring "One"'
start_mock $item always-prompt prompt=dismiss
line_store "$canary" client=new interactive
said "it asks, and is dismissed" denied "the prompt of the keyring was dismissed, *call again *"
line erase client=demo interactive
said "it asks, erase, and is dismissed" denied "the prompt of the keyring was dismissed, *call again *"
holds "it stays" "$canary" client=demo
start_mock $item always-prompt prompt=hang
line_store "$canary" client=new interactive ms=$((2000 * slow))
said "it asks, and nobody answers" try_again "no answer from *"

# No default keyring.
start_mock "origin=https://auth.example" no-default prompt=grant
line_store "$canary" client=demo
said "no default keyring" locked "there is no default keyring, and nobody may be asked: *"
line_store "$canary" client=demo interactive
said "no default keyring, and a person makes one" success 'client "demo" in the keyring "One"'
start_mock "origin=https://auth.example" no-default prompt=dismiss
line_store "$canary" client=demo interactive
said "no default keyring, and the person makes none" denied "the prompt of the keyring was dismissed, *call again *"

# What the service answers.
for method in SearchItems OpenSession CreateItem; do
	start_mock "origin=https://auth.example" "error=$method"
	line_store "$canary" client=demo
	said "an error from $method" unavailable "the keyring service failed: as it was told"
	start_mock "origin=https://auth.example" "garbage=$method"
	line_store "$canary" client=demo
	said "garbage from $method" unavailable "the keyring service *"
	start_mock "origin=https://auth.example" "hang=$method"
	line_store "$canary" client=demo ms=$((2000 * slow))
	said "no answer from $method" try_again "no answer from the keyring service within *"
done
start_mock "origin=https://auth.example" error=CreateItem echo
line_store "$canary" client=demo
said "an error that repeats the secret" unavailable \
	"the keyring service failed: for a reason that repeats the secret"
start_mock $item error=SetSecret
line_store "$canary" client=demo
said "an error from SetSecret" unavailable "the keyring service failed: as it was told"
start_mock $item error=Delete
line erase client=demo
said "an error from Delete" unavailable "the keyring service failed: as it was told"

is "the mock itself has no fault" "$(cat "$work/mock.out")" ""
finish
