# {tenant} in one option alone of a line: only an option that selects the secret keeps tenants apart.
. "$abs_top_srcdir/tests/lib/lib.sh"

# Option by option: "apart" or "shared", and the line. Options that are required are there without {tenant}.
rules() {
	cat <<'RULES'
apart   env
apart   env prefix={tenant}_
shared  env prefix=P_
apart   env secret=S_{tenant}
shared  env secret=S
apart   env id=I_{tenant}
shared  env id=I_{tenant} secret=S
apart   env assertion=A_{tenant}
shared  file path=/f
apart   file path=/f/{tenant}
shared  file path=/f/{{tenant}}
shared  file path=/f origin=https://{tenant}.api.example
apart   exec command=/bin/{tenant}
shared  exec command=/bin/x
apart   exec command=/bin/x arg1={tenant}
shared  exec command=/bin/x vary=V_{tenant}
shared  github audience=https://{tenant}.auth.example
shared  github ca-file=/c/{tenant}
shared  github vary=V_{tenant}
shared  key path=/k
apart   key path=/k/{tenant}
apart   key uri=pkcs11:object={tenant}
shared  key path=/k kid={tenant}
shared  key path=/k certificate=/c/{tenant}
shared  key path=/k passphrase-file=/p/{tenant}
shared  key uri=pkcs11:object=k module=/m/{tenant}
shared  key uri=pkcs11:object=k pin-file=/p/{tenant}
apart   keyctl
apart   keyctl description=d:{tenant}
shared  keyctl description=d
apart   keyring
apart   pass
shared  pass entry=e
apart   pass entry=e/{tenant}
apart   pass entry=e store-dir=/s/{tenant}
shared  pass entry=e gnupg-home=/g/{tenant}
shared  pass entry=e program=/bin/{tenant}
shared  pass entry=e gpg=/bin/{tenant}
shared  pass entry=e vary=V_{tenant}
shared  systemd
apart   systemd name={tenant}
shared  vault path=p
apart   vault path=p/{tenant}
apart   vault path=p mount=m-{tenant}
apart   vault path=p namespace={tenant}
shared  vault path=p address=https://{tenant}.vault.example
shared  vault path=p id-field={tenant}
shared  vault path=p secret-field={tenant}
shared  vault path=p ca-file=/c/{tenant}
shared  vault path=p token-file=/t/{tenant}
shared  vault path=p role-id={tenant} secret-id-file=/s
shared  vault path=p role-id=r secret-id-file=/s/{tenant}
shared  vault path=p role-id-file=/r/{tenant} secret-id-file=/s
shared  vault path=p role-id=r secret-id-file=/s approle-mount={tenant}
shared  vault path=p vary=V_{tenant}
RULES
}

rules | {
	n=0
	while read -r _ line; do
		n=$((n + 1))
		printf 'profile p%d\n    issuer https://{tenant}.auth.example\n    target https://{tenant}.api%d.example\n' $n $n
		printf '    source required %s\n' "$line"
	done
} >"$config"
chmod 600 "$config"
ccred profiles
n=0
rules >"$work/rules"
while read -r rule line; do
	n=$((n + 1))
	said=$(printf '%s\n' "$out" | grep "^p$n ")
	case $said in
	*"would give one tenant's secret to all"*) found=shared ;;
	*refused*) found=$said ;;
	*) found=apart ;;
	esac
	is "$line" "$found" "$rule"
done <"$work/rules"

# Every option that takes a {tenant} has its row.
for d in "$abs_top_srcdir"/plugins/*/*.plugin; do
	plugin=$(basename "$d" .plugin)
	for option in $(sed -n 's/^option *\([^ ]*\) *\(text\|path\|url\|origin\|variable\|variable-prefix\) .*/\1/p' "$d"); do
		option=${option%\*}
		grep -q "  $plugin .*\<$option[0-9]*=[^ ]*{tenant}" "$work/rules"
		ok "$plugin: a row for $option="
	done
done
finish
