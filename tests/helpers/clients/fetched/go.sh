# go with a module proxy, and GOAUTH.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
echo v1.0.0 | serve /go/example.com/demo/@v/list text/plain
echo '{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z"}' | serve /go/example.com/demo/@v/v1.0.0.info application/json
use() { # HOST
	client env GOAUTH='ccred helper goauth acme' GOPROXY="https://$1/go" GONOSUMDB='*' GOFLAGS=-mod=mod \
		GOTOOLCHAIN=local GOTELEMETRY=off GOMODCACHE="$work/modules" go list -m -versions example.com/demo
}
five_cases go "$(go version | sed 's/^go version go\([^ ]*\).*/\1/')" at-once
finish
