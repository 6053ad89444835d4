# cargo with registries that want a token for all they answer.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
echo Cargo >"$work/mine/challenge"
echo '{"users":[{"id":1,"login":"me","name":null}]}' | serve /api/v1/crates/demo/owners application/json
CARGO_HOME=$work/cargo
export CARGO_HOME
mkdir "$CARGO_HOME"
printf '[http]\ncainfo = "%s"\n[registry]\nglobal-credential-providers = ["cargo:token", "cargo-credential-ccred"]\n' \
	"$ca" >"$CARGO_HOME/config.toml"
for name in mine other; do
	eval "host=\$$name"
	echo '{"dl":"https://HOST/dl","api":"https://HOST","auth-required":true}' | sed "s/HOST/$host/g" |
		serve /index/config.json application/json
	mkdir -p "$work/files-$name"
	mv "$work/mine/files/,index,config.json" "$work/files-$name"
	cat >>"$CARGO_HOME/config.toml" <<TOML
[registries.p${host#*:}]
index = "sparse+https://$host/index/"
TOML
done
cp "$work/files-mine/"* "$work/mine/files"
cp "$work/files-other/"* "$work/other/files"
# cargo wants a token for its owners in any case: the other registry's is in a variable.
use() { # HOST
	client env "CARGO_REGISTRIES_P${other#*:}_TOKEN=of-other" cargo owner --list demo --registry "p${1#*:}"
}
five_cases cargo "$(cargo --version | sed 's/^cargo \([^ ]*\).*/\1/')" silent
finish
