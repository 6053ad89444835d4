# msmtp and mbsync with XOAUTH2. They name the profile themselves, so an account elsewhere has its own password.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients smtp </dev/null
cat >"$work/msmtprc" <<RC
defaults
host 127.0.0.1
tls on
tls_starttls off
tls_trust_file $ca
from me@example.com
user me@example.com

account a${mine#*:}
port ${mine#*:}
auth xoauth2
passwordeval "ccred token acme"

account a${other#*:}
port ${other#*:}
auth plain
password other
RC
chmod 600 "$work/msmtprc"
use() { # HOST
	client sh -c 'printf "Subject: hello\n\nhello\n" | msmtp -C "$1" -a "$2" you@example.com' sh "$work/msmtprc" "a${1#*:}"
}
five_cases msmtp "$(msmtp --version | sed -n '1s/^msmtp version //p')" silent

for name in mine other; do
	start_client_server "imap-$name" imap "$(echo "$name" | sed 's/mine//; s/other/open/')"
	eval "$name=127.0.0.1:$port"
	rm -rf "${work:?}/$name"
	ln -s "imap-$name" "$work/$name"
done
sed -i "s|target    .*|target    https://$mine|" "$config"
: >"$work/mbsyncrc"
for host in "$mine" "$other"; do
	name=a${host#*:}
	auth='AuthMechs XOAUTH2' pass='PassCmd "ccred token acme"'
	[ "$host" = "$mine" ] || auth='AuthMechs PLAIN' pass='Pass other'
	mkdir -p "$work/mail/$name"
	cat >>"$work/mbsyncrc" <<RC
IMAPAccount $name
Host localhost
Port ${host#*:}
User me@example.com
$pass
$auth
SSLType IMAPS
CertificateFile $ca

IMAPStore far-$name
Account $name

MaildirStore near-$name
Inbox $work/mail/$name/INBOX

Channel $name
Far :far-$name:
Near :near-$name:
Create Near
SyncState *

RC
done
use() { # HOST
	client mbsync -c "$work/mbsyncrc" "a${1#*:}"
}
five_cases mbsync "$(mbsync --version | sed 's/^isync //')" silent
finish
