# The plugins that are programs, as their README installs them: they keep the rules, store, sign, and give tokens.
. "$abs_top_srcdir/tests/kit/lib.sh"
umask 022
mine=$HOME/.local/lib/ccred-plugins
mkdir -p "$mine"
install -m 644 "$doc/examples/plugins/jsonfile.plugin" "$mine"
install -m 755 "$doc/examples/plugins/jsonfile" "$mine"
file=$HOME/secrets.json
origin=https://plugin-check.invalid
printf '{"%s plugin-check": {"client_id": "me", "client_secret": "s3cret"}}\n' "$origin" >"$work/found"
printf '{"%s plugin-check": {"client_id": "me", "client_secret": "another"}}\n' "$origin" >"$work/other"
chmod 600 "$work/found" "$work/other"

run ccred plugin check "$mine/jsonfile.plugin" file="$work/found"
is "it keeps the rules" "$code$err" 0
like "and is called" "$out" "*pass  get  *sets client_id, client_secret: $work/found*"
run ccred plugin test "$mine/jsonfile.plugin" --found file="$work/found" --other file="$work/other" \
	--absent file="$work/none" --store file="$work/stored"
is "the conformance suite" "$code$err" 0
is "no case failed" "$(printf '%s\n' "$out" | grep -A1 '^not ok')" ""

start_server as --client demo:demo-secret
demo_config
sed -i "/source/d; 1i plugin-path $mine" "$config"
echo "    source required jsonfile file=$file ask=yes" >>"$config"
run ccred token demo
refused "there is no file yet" 67 "*jsonfile: $mine/jsonfile: $file has nothing for *"
printf 'client_id=demo\nclient_secret=demo-secret\n' >"$work/given"
run ccred secret set --stdin demo <"$work/given"
is "secret set" "$code$err" 0
like "says where" "$out" "demo: stored in jsonfile: $file"
is "nobody else can read it" "$(stat -c %a "$file")" 600
run ccred token demo
is "a token" "$code$err" 0
chmod 644 "$file"
run ccred token demo --renew
refused "a file that others may read" 77 "*others may read $file*chmod 600 $file"
chmod 600 "$file"
run ccred secret delete demo
is "secret delete" "$code$err" 0
run ccred token demo
refused "then it is gone" 67 "*has nothing for *"

# A program that asks is talked with as long as it runs.
mkfifo "$work/to"
"$mine/jsonfile" <"$work/to" >"$work/answers" 2>&1 &
exec 7>"$work/to"
printf 'verb=get\nprofile=demo\norigin=%s\nterminal=yes\noption.file=%s\noption.ask=yes\n\n' "$origin" "$file" >&7
printf 'answer=me\nanswer=typed\n' >&7
wait $!
exec 7>&-
is "it asks for what is not there" "$(cat "$work/answers")" "prompt=visible Client id: 
client_id=me
prompt=hidden Client secret: 
client_secret=typed"

# The one that signs, with openssl(1) as the service.
install -m 644 "$doc/examples/plugins/kms.plugin" "$mine"
install -m 755 "$doc/examples/plugins/kms" "$mine"
(umask 077 && openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/key" 2>/dev/null)
openssl pkey -in "$work/key" -pubout -out "$work/key.pub"
control "client-keys=demo:$work/key.pub"
run ccred plugin test "$mine/kms.plugin" --found key="$work/key"
is "kms: the conformance suite" "$code$err" 0
is "kms: no case failed" "$(printf '%s\n' "$out" | grep -A1 '^not ok')" ""
sed -i "s|source .*|source required kms key=$work/key kid=k1|; \$a\    client-auth private_key_jwt" "$config"
run ccred token demo
is "kms: a token" "$code$err" 0
sed -i "s|key=$work/key|key=$work/none|" "$config"
run ccred token demo
refused "kms: a service that does not answer" 69 "*kms: *the service did not answer for the key $work/none"
finish
