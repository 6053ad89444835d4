# What examples/ has to copy: it can be read, and its commands do what they say, at the hosts that they name.
. "$abs_top_srcdir/tests/lib/lib.sh"
. "$abs_top_srcdir/tests/lib/issuer.sh"
python3 -c 'import yaml' 2>/dev/null || {
	echo "1..0 # SKIP no python3-yaml"
	exit 0
}
start_server as --client acme-ci:demo-secret --client acme-job:demo-secret --client acme-batch:demo-secret \
	--name auth.acme.example --name api.acme.example
start_proxy --route "auth.acme.example=${url##*:}" --route "api.acme.example=${url##*:}"
SSL_CERT_FILE=$ca
export SSL_CERT_FILE
# The commands are the user's, and ccred is one of them.
wrapper=
mkdir -p "$work/path" "$work/secrets/acme"
ln -s "$bin/ccred" "$(command -v curl)" "$(command -v sh)" "$work/path"
for file in "$work/secrets/acme/client-secret" "$work/secrets/acme.secret"; do
	printf 'demo-secret\n' >"$file"
	chmod 400 "$file"
done
cd "$abs_top_srcdir/examples" || exit 99

yaml() { # FILE EXPRESSION
	python3 -c 'import sys, yaml; d = yaml.safe_load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}
reads() { # NAME TEXT: a shell takes it
	printf '%s\n' "$2" >"$work/text"
	sh -n "$work/text"
	ok "$1: the shell reads it"
}
# The bundled API has a path of its own.
does() { # NAME TEXT: the commands get what the API has
	reads "$1" "$2"
	sed -i "s|api.acme.example/v1|api.acme.example/openehr/v1|g; s|/run/secrets|$work/secrets|g" "$work/text"
	run env PATH="$work/path" sh -eu "$work/text"
	is "$1: it works" "$code$err" 0
}

steps='d["jobs"]["report"]["steps"]'
ACME_CLIENT_SECRET=demo-secret
export ACME_CLIENT_SECRET
does "GitHub Actions" "$(yaml ci/github-actions.yml "$steps[0]['run']")"
like "GitHub Actions: the answer of the API" "$out" '*template*'
is "GitHub Actions: the secret is of that step alone" \
	"$(yaml ci/github-actions.yml "[list(s['env']) for s in $steps], 'env' in d['jobs']['report'], 'env' in d")" \
	"([['ACME_CLIENT_SECRET']], False, False)"
does "GitLab CI" "$(yaml ci/gitlab-ci.yml '"\n".join(d["report"]["script"])')"
like "GitLab CI: the answer of the API" "$out" '*template*'
unset ACME_CLIENT_SECRET

pod='d["spec"]["template"]["spec"]'
does Kubernetes "$(yaml kubernetes/job.yaml \
	"''.join('export %s=%s\n' % (e['name'], e['value']) for e in $pod['containers'][0]['env']) + $pod['containers'][0]['command'][2]")"
like "Kubernetes: the answer of the API" "$out" '*template*'
is "Kubernetes: the file is root's and the group's, and nobody can write to it" \
	"$(yaml kubernetes/job.yaml "oct($pod['volumes'][0]['secret']['defaultMode']), $pod['securityContext']['fsGroup'], \
	$pod['securityContext']['runAsUser'], $pod['containers'][0]['volumeMounts'][0]['mountPath']")" \
	"('0o400', 1000, 1000, '/run/secrets/acme')"

# Without a secret: the token of the pod. GitHub's is in tests/plugins/github.
part() { # FILE NUMBER EXPRESSION, of a file with several documents
	python3 -c 'import sys, yaml; d = list(yaml.safe_load_all(open(sys.argv[1])))[int(sys.argv[2])]; print(eval(sys.argv[3]))' "$@"
}
own=kubernetes/no-secret.yaml
control client-keys="acme-job:$work/issuer.pub" \
	client-federated="acme-job:$issuer_url system:serviceaccount:default:$(part $own 1 'd["metadata"]["name"]')"
path=$(part $own 2 "$pod['containers'][0]['volumeMounts'][1]['mountPath']")
issue system:serviceaccount:default:acme-report 600 \
	"$(part $own 2 "$pod['volumes'][1]['projected']['sources'][0]['serviceAccountToken']['audience']")" >"$work/secrets/token"
chmod 640 "$work/secrets/token"
part $own 0 'd["data"]["config"]' | sed "s|$path|$work/secrets|; s|acme.example/v1|acme.example/openehr/v1|" >"$work/pod"
chmod 644 "$work/pod"
does "Kubernetes without a secret" "export CCRED_CONFIG='$work/pod'
$(part $own 2 "$pod['containers'][0]['command'][2]")"
like "Kubernetes without a secret: the answer of the API" "$out" '*template*'
own=ci/github-actions-no-secret.yml
text=$(yaml $own "$steps[0]['run']")
reads "GitHub Actions without a secret" "$text"
is "GitHub Actions without a secret: it may ask for the ID token" "$(yaml $own 'd["permissions"]')" "{'id-token': 'write'}"
printf '%s\n' "$text" | sed -n '/^profile/,/^PROFILE/{/^PROFILE/!p}' >"$config"
ccred profiles
is "GitHub Actions without a secret: the profile" "$code$err" 0
rm "$config"

reads Dockerfile "$(sed ':a; /\\$/{N; s/\\\n//; ta}' docker/Dockerfile | sed -n 's/^RUN //p')"
! command -v shellcheck >/dev/null || shellcheck -s sh -e SC2148 "$work/text"
ok "Dockerfile: the shell does what is meant"
is "Dockerfile: what it needs is in the source" "$(cd .. && ls scripts/install-packages autogen.sh)" "autogen.sh
scripts/install-packages"
control audience-required=off
does "docker run" "$(sed -n 's/^#\t//p' docker/Dockerfile | tr '\\\t\n' '   ' | grep -o '\-e [A-Z_]*=[^ ]*' |
	sed 's/^-e /export /'; echo 'ccred token')"
control defaults=1

# The profile of the crontab is what the command beside it makes; its job finds the secret where that put it.
profile() { # FILE
	sed -n '/^#\tprofile/,/^# *[A-Z]\|^[^#]\|^$/s/^#\t//p' "$1"
}
control audience-required=off
rm -f "$config"
# shellcheck disable=SC2046 # words are wanted
run "$bin/ccred" $(sed -n 's/^#\tccred \(setup .*\)/\1/p' cron/acme-report) --yes --ca-file - --client-id acme-batch \
	--secret-stdin --audience https://api.acme.example/openehr/v1 <"$work/secrets/acme.secret"
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
