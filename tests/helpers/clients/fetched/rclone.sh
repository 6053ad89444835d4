# rclone with a WebDAV server, and bearer_token_command, which it runs again after a 401.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
serve /dav/ application/xml 207 <<'XML'
<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:"><d:response><d:href>/dav/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>
XML
for host in "$mine" "$other"; do
	printf '[%s]\ntype = webdav\nvendor = other\nurl = https://%s/dav\n' "${host#*:}" "$host"
	[ "$host" = "$other" ] || echo 'bearer_token_command = ccred token acme --again-means-rejected'
done >"$work/rclone.conf"
use() { # HOST
	client rclone --config "$work/rclone.conf" --retries 1 --low-level-retries 2 lsf "${1#*:}:"
}
five_cases rclone "$(rclone version | sed -n '1s/^rclone v\([^-]*\).*/\1/p')" at-once
finish
