# token-file: each new token also lies in a file, and ccred renew, once or with --follow, keeps it there.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:demo-secret
dir=$work/tokens
file=$dir/demo
mkdir -m 700 "$dir"
demo_config <<MORE
    token-file $file
MORE
mode() {
	stat -c %a "$file"
}

# A new token is written; a cached one is not.
ccred token demo
token=$out
is "a new token: no warning" "$code$err" 0
is "the file is the bare token, without the end of a line" "$(cat "$file"; echo .)" "$token."
is "its mode" "$(mode)" 600
like "status says where" "$("$bin/ccred" status demo)" "*token file: *$file*"
is "status: JSON" "$("$bin/ccred" status --json demo | jq -c '.[0].token_file')" "{\"path\":\"$file\",\"has_token\":true}"
rm "$file"
ccred token demo
[ "$out" = "$token" ] && [ ! -e "$file" ]
ok "a cached answer does not touch it"
like "status says that it lacks the token" "$("$bin/ccred" status demo)" "*token file: *, which lacks the token*"
before=$(token_requests)
ccred renew demo
is "renew writes it again" "$code $(cat "$file")" "0 $token"
is "without a request" "$(token_requests)" "$before"
ccred token demo --renew
is "the next token replaces it" "$(cat "$file")" "$out"
[ "$out" != "$token" ]
ok "and is another one"
token=$out
ccred doctor demo
like "the doctor looks at it" "$out" "*ok *token-file *$file has the token*"
is "and leaves it as the cache has it" "$(cat "$file")" "$("$bin/ccred" token demo)"

# Who drops the token removes the file.
ccred forget demo
[ ! -e "$file" ]
ok "forget removes it"
for what in erase old revoke remove; do
	ccred token demo
	token=$out
	case $what in
	erase) ask erase <<REQUEST
url=$url/openehr/v1
password=$token

REQUEST
		;;
	old) # a token that is not in the file any more
		ccred token demo --renew
		ask erase <<REQUEST
url=$url/openehr/v1
password=$token

REQUEST
		;;
	revoke) ccred revoke demo ;;
	remove)
		cp "$config" "$work/config"
		rm -r "$XDG_RUNTIME_DIR/ccred"
		ccred remove --keep-secret demo
		cp "$work/config" "$config"
		;;
	esac
	is "$what: code" "$code" 0
	[ "$what" = old ] || [ ! -e "$file" ]
	ok "$what removes it, if it has that token"
done

# Forms and modes.
for format in header curl json headers-json; do
	demo_config <<MORE
    token-file $file
    token-file-format $format
    token-file-mode 0640
MORE
	ccred token demo
	[ "$format" = json ] && filter='del(.expires_in)' || filter=.
	for form in "$(cat "$file")" "$("$bin/ccred" token --format $format demo)"; do
		case $format in *json) printf '%s' "$form" | jq -c "$filter" ;; *) printf '%s\n' "$form" ;; esac
	done >"$work/forms"
	is "$format: as ccred token prints it" "$(sort -u "$work/forms" | wc -l) $(mode)" "1 640"
done
is "headers-json" "$(jq -r .Authorization "$file")" "Bearer $("$bin/ccred" token demo)"

# What is in the way: a warning, and the token all the same.
stays() { # WHAT PATTERN
	ccred forget demo
	ccred token demo
	like "$1: a warning" "$err" "ccred: demo: warning: $2"
	like "$1: and the token" "$code $out" "0 ?*"
}
demo_config <<MORE
    token-file $file
MORE
chmod 777 "$dir"
stays "others may write the directory" "others may write $dir *: chmod go-w *"
chmod 700 "$dir"
rm -f "$file"
echo "key of a person" >"$file"
stays "something else" "$file holds something else than a token, *"
is "it is as it was" "$(cat "$file")" "key of a person"
ccred doctor demo
like "the doctor says so" "$out" "*warning *token-file *holds something else*"
rm "$file"
echo x >"$work/aim"
ln -s "$work/aim" "$file"
stays "a link" "$file is a link: *"
is "nobody follows it" "$(cat "$work/aim")" x
rm -r "$dir"
stays "no directory" "there is no directory $dir for the token file: mkdir -m 700 $dir"
ccred renew demo
is "for renew it is an error" "$code $err" "66 ccred: demo: there is no directory $dir for the token file: mkdir -m 700 $dir"
mkdir -m 700 "$dir"
ccred renew demo --quiet
is "which ends when it is mended" "$code$err $(cat "$file")" "0 $("$bin/ccred" token demo)"

# The file of a profile that has moved on may be that of somebody else.
ccred token demo
sed "s|token-file .*|token-file $dir/other|" "$config" >"$work/moved"
echo static-token >"$file"
CCRED_CONFIG=$work/moved run "$bin/ccred" forget demo
is "forget leaves another token there alone" "$code $(cat "$file")" "0 static-token"
rm "$file"

# Somebody must fetch the first one.
ccred forget demo
before=$(token_requests)
ccred renew --all
like "renew --all fetches the first" "$code $out" "0 demo: renewed, valid for *"
is "by one request" "$(($(token_requests) - before))" 1
cat >>"$config" <<CONFIG
profile any
    target    https://{tenant}.api.example/v1
    token-endpoint $url/oauth/token
    ca-file   $ca
    client-id demo
    audience  https://api.example/openehr/v1
    token-file $dir/any-{tenant}
    source    required file path=$work/{tenant}.secret
CONFIG
cp "$work/secret" "$work/acme.secret"
ccred token any --tenant acme
is "a tenant has its own" "$(cat "$dir/any-acme")" "$out"
ccred forget --all
is "forget --all removes all" "$(ls "$dir")" ""

# One process that goes on, and tells the service manager.
demo_config <<MORE
    token-file $file
MORE
python3 - "$work/notify" >"$work/told" <<'PYTHON' &
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1] + ".new")
os.rename(sys.argv[1] + ".new", sys.argv[1])
s.settimeout(60)
while True:
    text = s.recv(4096).decode()
    print(text.replace("\n", " "), flush=True)
    if text == "STOPPING=1":
        break
PYTHON
manager=$!
wait_for "$work/notify"
told() { # PATTERN
	tries=0
	until grep -q -e "$1" "$work/told"; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.02
	done
}
NOTIFY_SOCKET=$work/notify $wrapper "$bin/ccred" renew --follow --all >"$work/out" 2>"$work/err" &
follow=$!
told '^READY=1 STATUS=1 with a valid token, 0 failing'
ok "--follow: ready after the first round"
is "the first token is there" "$(cat "$file")" "$("$bin/ccred" token demo)"
rm "$file"
kill -HUP "$follow"
wait_for "$file"
ok "SIGHUP: another round writes a file that is missing"
"$bin/ccred" forget demo
printf 'wrong\n' >"$work/secret"
kill -HUP "$follow"
told '^STATUS=0 with a valid token, 1 failing'
ok "a failure"
printf 'demo-secret\n' >"$work/secret"
"$bin/ccred" forget demo
: >"$work/told"
kill -HUP "$follow"
told '^STATUS=1 with a valid token, 0 failing'
ok "it recovers"
kill "$follow"
wait "$follow"
is "SIGTERM: a clean end" "$?$(cat "$work/out")" 0
told '^STOPPING=1'
ok "which the manager is told"
wait "$manager"
like "a line for each change" "$(sed 's/: \(valid\|well again, valid\) for .*/: \1/' "$work/err")" \
	"ccred: demo: valid
ccred: demo: warning: the server refused the client*
ccred: demo: well again, valid"
finish
