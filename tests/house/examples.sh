# What examples/ has to copy: it can be read, and its commands do what they say, at the hosts that they name.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client acme-batch:demo-secret --name auth.acme.example --name api.acme.example
start_proxy --route "auth.acme.example=${url##*:}" --route "api.acme.example=${url##*:}"
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
# The commands are the user's, and ccred is one of them.
wrapper=
mkdir "$work/path"
ln -s "$bin/ccred" "$(command -v curl)" "$(command -v sh)" "$work/path"
printf 'demo-secret\n' >"$work/acme.secret"
cd "$abs_top_srcdir/examples" || exit 99

reads() { # NAME TEXT: a shell takes it
	printf '%s\n' "$2" >"$work/text"
	sh -n "$work/text"
	ok "$1: the shell reads it"
}
# The bundled API has a path of its own.
does() { # NAME TEXT: the commands get what the API has
	reads "$1" "$2"
	sed -i "s|api.acme.example/v1|api.acme.example/openehr/v1|g" "$work/text"
	run env PATH="$work/path" sh -eu "$work/text"
	is "$1: it works" "$code$err" 0
}

# The profile of the crontab is what the command beside it makes; its job finds the secret where that put it.
profile() { # FILE
	sed -n '/^#\tprofile/,/^# *[A-Z]\|^[^#]\|^$/s/^#\t//p' "$1"
}
control audience-required=off
rm -f "$config"
# shellcheck disable=SC2046 # words are wanted
run "$bin/ccred" $(sed -n 's/^#\tccred \(setup .*\)/\1/p' cron/acme-report) --yes --client-id acme-batch \
	--secret-stdin --audience https://api.acme.example/openehr/v1 <"$work/acme.secret"
is "cron: ccred setup" "$code$err" 0
is "cron: the profile" "$(tr -s ' ' <"$config" | grep -v '^$' | sed 's|openehr/||')" "$(profile cron/acme-report | tr -s ' ')"
job=$(sed -n 's/^[0-9*]* [0-9*]* [0-9*]* [0-9*]* [0-9*]*  *//p' cron/acme-report)
control defaults=1
does cron "cd '$work' || exit
$job"
like "cron: the answer of the API" "$(cat "$work/acme-report.json")" '*template*'
is "cron: no % that ends the command" "$(printf %s "$job" | grep -c '[^\\]%')" 0
for file in cron/acme-report systemd/acme-report.service; do
	profile "$file" >"$config"
	ccred profiles
	is "$file: the profile" "$code$err" 0
	like "$file: is listed" "$out" "*acme*https://*"
done

# The table names all that is there.
is "README.md: its links" "$(grep -o '([a-z/.A-Z-]*)' README.md | tr -d '()' | xargs ls -d >/dev/null && echo there)" there
for folder in */; do
	grep -q "(${folder%/}[/)]" README.md
	ok "README.md: it has $folder"
done
cd "$work" || exit 99
finish
