# kubectl, by the exec block that ccred helper kubernetes --configure prints. One before 1.22 knows v1beta1 alone.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
echo '{"major":"1","minor":"32","gitVersion":"v1.32.0"}' | serve /version application/json
# A user with an exec block is of no use for a cluster that no profile has: kubectl fails. The other one has a token of its own.
kubeconfig() { # HOST USER API-VERSION
	cat <<YAML
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://$1", certificate-authority: "$ca"}}]
contexts: [{name: c, context: {cluster: c, user: $2}}]
current-context: c
users:
- name: nobody
  user: {token: other}
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/$3
      command: ccred
      args: [helper, kubernetes]
      interactiveMode: Never
      provideClusterInfo: true
YAML
}
use() { # HOST
	user=u
	[ "$1" = "$mine" ] || user=nobody
	kubeconfig "$1" $user $api >"$work/kubeconfig"
	client $kubectl --kubeconfig "$work/kubeconfig" get --raw /version
}
# The words of the two versions differ: "Client Version: v1.32.3", and GitVersion:"v1.20.2" among others.
version() {
	$kubectl version --client | sed -n '1s/.*[: "]v\([0-9][^"+-]*\).*/\1/p'
}
kubectl=kubectl api=v1
five_cases kubectl "$(version)" next
kubectl=kubectl-1.20 api=v1beta1
five_cases kubectl "$(version)" next
finish
