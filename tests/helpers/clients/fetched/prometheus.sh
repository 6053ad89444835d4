# Prometheus: its credentials_file is the token-file of the profile. It reads the file again for each request.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients <<CONFIG
    token-file $work/token
CONFIG
echo 'up_to_date 1' | serve /metrics text/plain
cat >"$work/prometheus.yml" <<YML
global: {scrape_interval: 200ms}
scrape_configs:
  - job_name: mine
    scheme: https
    tls_config: {ca_file: $ca}
    authorization: {credentials_file: $work/token}
    static_configs: [{targets: ["$mine"]}]
  - job_name: other
    scheme: https
    tls_config: {ca_file: $ca}
    static_configs: [{targets: ["$other"]}]
YML
started=
# Looks at the third request from now: the first may have begun with the file of before.
use() { # HOST
	ccred token acme
	if [ -z "$started" ]; then
		prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
			--web.listen-address=127.0.0.1:0 >"$work/prometheus.out" 2>&1 &
		servers="$servers $!" started=yes
	fi
	seen=$work/mine/log code=1 err=$(tail -3 "$work/prometheus.out") tries=0
	[ "$1" = "$mine" ] || seen=$work/other/log
	: >"$seen"
	until [ "$(wc -l <"$seen")" -ge 3 ] || [ $((tries += 1)) -gt 600 ]; do
		sleep 0.05
	done
	sed -n '3p' "$seen" >"$work/third"
	grep -q ' 200 ' "$work/third" && code=0
	cp "$work/third" "$seen"
}
five_cases prometheus "$(prometheus --version 2>&1 | sed -n '1s/.*version \([^ +]*\).*/\1/p')" silent
finish
