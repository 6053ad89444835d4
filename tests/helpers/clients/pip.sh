# pip, which calls a program named keyring.
. "$abs_top_srcdir/tests/helpers/clients/lib.sh"
start_clients </dev/null
# pip 25 takes no address of a server with a certificate.
mine=localhost:${mine#*:} other=localhost:${other#*:}
sed -i "s|target    .*|target    https://$mine|" "$config"
echo 'Basic realm="packages"' >"$work/mine/challenge"
echo '<a href="https://localhost/demo-1.0-py3-none-any.whl">demo-1.0-py3-none-any.whl</a>' |
	serve /simple/demo/ text/html
mkdir "$work/path"
ln -s "$bin/ccred-helper" "$work/path/keyring"
PATH=$work/path:$PATH PIP_CERT=$ca PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_KEYRING_PROVIDER=subprocess
export PATH PIP_CERT PIP_NO_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_KEYRING_PROVIDER
use() { # HOST
	client /usr/bin/python3 -m pip index versions demo --index-url "https://oauth2@$1/simple/"
}
five_cases pip "$(/usr/bin/python3 -m pip --version | sed 's/^pip \([^ ]*\).*/\1/')" silent
finish
