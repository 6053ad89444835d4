# The callers that the README names, doing what it says: curl, wget2, Python, cron.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
demo_config </dev/null
api=$url/openehr/v1/definition/template/adl1.4
PATH=$bin:$PATH
export PATH
template='.[0].template_id'

is "curl -K -" "$(ccred_curl() { "$bin/ccred" token demo --format curl; }
	ccred_curl | curl -q -sS --noproxy '*' --cacert "$ca" -K - "$api" | jq -r "$template")" vital_signs.v1
"$bin/ccred" token demo --format header | sed 's/^/header = /' |
	wget2 --config=/dev/stdin -q --no-hsts --ca-certificate="$ca" -O "$work/wget" "$api"
is "wget2" "$(jq -r "$template" "$work/wget")" vital_signs.v1

sed -n '/^```python$/,/^```$/p' "$abs_top_srcdir/README.md" | sed '/^```/d' |
	sed "s|https://api.example.com/v1/orders|$api|; s/\"acme\"/\"demo\"/" >"$work/readme.py"
cat >>"$work/readme.py" <<PYTHON
import ssl
context = ssl.create_default_context(cafile="$ca")
print(json.load(urllib.request.urlopen(request, context=context))[0]["template_id"])
PYTHON
is "Python, as in the README" "$(python3 "$work/readme.py")" vital_signs.v1

# cron gives HOME, a short PATH, and no session; the cache is put where the test can remove it.
sed -i "1i cache-dir $work/cache" "$config"
is "cron's environment" "$(env -i HOME="$HOME" PATH="$bin:/usr/bin:/bin" sh -c \
	'ccred token demo --format curl | curl -q -sS --cacert "$1" -K - "$2"' sh "$ca" "$api" 2>"$work/err" |
	jq -r "$template")" vital_signs.v1

# From nothing to a token by one command: no configuration, no HOME, an empty cache.
control audience-required=off
sed -n 's/^\(ccred token .*[^ ]\) *# \(CI\|container\|cron\)$/\1|\2/p' "$abs_top_srcdir/README.md" |
	sed "s,https://login.example.com,$url,; s,acme-batch,demo,; s,/run/secrets/acme,$work/secret,; s,~/.acme.secret,$work/secret," \
		>"$work/commands"
while IFS='|' read -r command where; do
	mkdir -m 700 "$work/$where"
	is "$where: the first command gives a token" "$(env -i HOME=/nonexistent XDG_RUNTIME_DIR="$work/$where" PATH="$bin:/usr/bin:/bin" \
		SSL_CERT_FILE="$ca" ACME_CLIENT_SECRET=demo-secret sh -c "$command" 2>"$work/err" | grep -c .)$(cat "$work/err")" 1
done <"$work/commands"
is "that was CI, a container and cron" "$(sed 's/.*|//' "$work/commands" | tr '\n' ' ')" "CI container cron "
control audience-required=on

rejected=$("$bin/ccred" token demo)
control revoke=all
is "a revoked token gets a 401" "$("$bin/ccred" token demo --format curl |
	curl -q -sS --noproxy '*' --cacert "$ca" -K - -o "$work/api" -w '%{http_code}' "$api")" 401
printf 'url=%s/openehr/v1\npassword=%s\n\n' "$url" "$rejected" | "$bin/ccred" erase
is "erase: the next call fetches a new one" "$("$bin/ccred" token demo --format curl |
	curl -q -sS --noproxy '*' --cacert "$ca" -K - "$api" | jq -r "$template")" vital_signs.v1
control revoke=all
"$bin/ccred" token demo --renew >"$work/out"
is "--renew: a new one at once" "$("$bin/ccred" token demo --format curl |
	curl -q -sS --noproxy '*' --cacert "$ca" -K - "$api" | jq -r "$template")" vital_signs.v1
finish
