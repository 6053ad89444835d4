# pnpm with a tokenHelper, a link to ccred-helper that has the profile in its name.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
echo '{"name":"demo","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"demo","version":"1.0.0","dist":{"tarball":"https://localhost/demo.tgz","shasum":"0"}}}}' |
	serve /npm/demo application/json
ln -s "$bin/ccred-helper" "$work/ccred-token-acme"
printf '//%s/npm/:tokenHelper=%s\ncafile=%s\nfetch-retries=0\n' "$mine" "$work/ccred-token-acme" "$ca" >"$HOME/.npmrc"
use() { # HOST
	client pnpm view demo version --registry "https://$1/npm/"
}
five_cases pnpm "$(pnpm --version)" silent
finish
