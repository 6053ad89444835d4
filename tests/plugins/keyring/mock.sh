# The keyring plugin against a service in every state: each its own result, and the next source answers.
. "$abs_top_srcdir/tests/plugins/keyring/lib.sh"
start_server as --client "demo:$canary"
start_bus bus
printf 'client_id=demo\nclient_secret=%s\n' "$canary" >"$work/secret"
chmod 600 "$work/secret"
item="origin=$url item=demo^$canary"
# The time of the line, in seconds: ample, or for the services that use it up.
ample=$((5 * slow)) short=$((1 + slow))
share=$ample

# The keyring alone, and then with a file behind it. Non-interactive unless MORE says otherwise.
state() { # NAME CODE PATTERN [MORE]
	profile <<LINES
    source-timeout $share
    source required keyring
    ${4-}
LINES
	ccred token demo
	if [ "$2" -eq 0 ]; then
		is "$1" "$code$err" 0
		return
	fi
	refused "$1" "$2" "ccred: demo: $config:*: keyring: $3"
	profile <<LINES
    source-timeout $share
    source sufficient keyring
    source required file path=$work/secret
    ${4-}
LINES
	begin=$(date +%s)
	ccred token demo
	is "$1: the next source answers" "$code" 0
	[ $(($(date +%s) - begin)) -le $((share + 2 + 4 * slow)) ]
	ok "$1: within the share"
}


start_mock $item
state "found" 0
ccred status --json demo
is "found: where it lies" "$(jq -r '.[].source | "\(.plugin): \(.text)"' "$work/out")" \
	'keyring: client "demo" in the keyring "One"'
start_mock origin="$url"
state "missing" 67 "the keyring has no secret for demo at $url: ccred secret set demo"

# What is not this profile's: another schema, server, tenant or profile, found or not asked for.
for other in xdg:schema=org.example.Other origin=https://elsewhere.example tenant=acme profile=demo2; do
	start_mock "origin=$url" "item=demo^$canary^$other" liar
	state "an item with $other" 67 "the keyring has no secret *"
done
start_mock "origin=$url" "item=demo^$canary" liar
state "what is, if nothing differs" 0
start_mock "origin=$url" "item=demo^$canary^client-id="
state "an item without a client" 67 "the keyring has no secret *"

start_mock $item locked
state "locked" 75 'the keyring "One" is locked, and nobody may be asked: unlock it, run ccred on a terminal of the desktop, or, without a display, keep the secret in a file: ccred_file(8): ccred explain demo'
is "locked: nobody was asked" "$(called Unlock)$(called Prompt)" 00
is "locked: nothing was searched that might ask" "$(called SearchItems)" 0
start_mock $item locked prompt=grant
state "locked, and the person unlocks it" 0 "" "interactive yes"
is "asked once" "$(called Prompt)" 1
start_mock $item locked hashed prompt=grant
state "locked with its attributes, and the person unlocks it" 0 "" "interactive yes"
start_mock $item locked prompt=dismiss
state "locked, and the prompt is dismissed" 77 "the prompt of the keyring was dismissed, or has no display: call again *" \
	"interactive yes"
share=$short
start_mock $item locked prompt=hang
state "locked, and nobody answers the prompt" 75 "no answer from the person who is asked to unlock *" \
	"interactive yes"
is "the prompt is taken back" "$(called Dismiss)" 2
start_mock $item locked prompt=deaf
state "a prompt that cannot be taken back" 75 "no answer *" "interactive yes"
share=$ample
start_mock $item locked prompt=stay
state "a prompt that was no use" 75 '*' "interactive yes"
start_mock $item locked prompt=garbage
state "a prompt that ends in garbage" 77 "the prompt of the keyring was dismissed*" "interactive yes"
start_mock $item locked prompt=gone
state "a service that ends when it should ask" 69 "no keyring service on the session bus: *" \
	"interactive yes"

start_mock "origin=$url" "item=demo^"
state "an empty secret" 65 "its id or secret cannot be used: the client secret is empty: ccred secret set demo"
start_mock "origin=$url" "item=demo^two
lines"
state "a secret of two lines" 65 "its id or secret cannot be used: the client secret has more than one line: *"
start_mock $item "item=other^secret"
state "two items" 77 '2 secrets match, such as client "*" in the keyring "One" and client "*" in *: set client-id *'
state "two items, and the client is known" 0 "" "client-id demo"
start_mock $item "item=demo^again"
state "the same client twice" 77 '2 secrets match, *' "client-id demo"
start_mock $item "item=demo^again^locked=yes"
state "the same client twice, one of them locked" 0

start_mock $item no-collection
state "no collection" 69 "the keyring service has no collection: *"
start_mock $item error=GetAll
state "an error from GetAll" 69 "the keyring service does not speak the Secret Service protocol: *"
for method in SearchItems OpenSession GetSecret; do
	start_mock $item "error=$method"
	state "an error from $method" 69 "the keyring service failed: as it was told"
	start_mock $item "error=$method^org.freedesktop.DBus.Error.AccessDenied"
	state "no access to $method" 77 "the keyring service refuses: as it was told"
done
for method in GetAll SearchItems OpenSession GetSecret; do
	start_mock $item "garbage=$method"
	state "garbage from $method" 69 "the keyring service *"
	start_mock $item "slow=$method^30000"
	share=$short
	state "a slow $method" 75 "no answer from the keyring service within *"
	share=$ample
	start_mock $item "gone=$method"
	state "a service that ends in $method" 69 "*keyring service*"
done
start_mock $item hang=GetAll
share=$short
state "a service that never answers" 75 "no answer from the keyring service within *"
share=$ample
start_mock $item "slow=*^40"
state "a service that is slow, and not too slow" 0
start_mock $item error=GetSecret^org.freedesktop.Secret.Error.IsLocked
state "locked in between" 75 "the keyring would ask a person, and nobody may be asked: *"
start_mock $item error=GetSecret^org.freedesktop.Secret.Error.NoSuchObject
state "deleted in between" 69 "*"
start_mock $item session=/elsewhere
state "a secret for another session" 69 "the keyring service failed: *"

# As any plugin must be when no answer comes.
for method in OpenSession SearchItems GetSecret; do
	start_mock "item=demo^$canary^profile=plugin-check^origin=https://plugin-check.invalid" hang=$method
	conforms keyring 6 --slow
done

# A hit asks nobody.
start_mock $item
state "found again" 0
before=$(wc -l <"$calls")
ccred token demo
is "a hit: the token" "$code$err" 0
is "a hit: the keyring is not asked" "$(wc -l <"$calls")" "$before"
end "$mock_pid"
mock_pid=
end "$bus_pid"
ccred token demo
is "a hit without a bus" "$code$err" 0
ccred forget demo
ccred token demo
refused "and no hit without one" 69 "ccred: demo: *keyring: no session bus: *"

is "the mock itself has no fault" "$(cat "$work/mock.out")" ""
finish
