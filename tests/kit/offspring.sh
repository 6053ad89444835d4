# A plugin with children, one of its constructor and one in a session of its own: no command leaves them behind.
. "$abs_top_srcdir/tests/lib/lib.sh"
start_server as --client demo:s
demo_config </dev/null
sed -i '/source/d' "$config"
mkdir "$work/notes"
echo "    source required offspring dir=$work/notes do=answer" >>"$config"

gone() { # NAME HOW-OFTEN-CALLED
	is "$1: the plugin had children" "$(find "$work/notes" -name 'session' | wc -l)" "$2"
	is "$1: they are gone" "$(leftovers)" ""
	rm -f "$work/notes"/*
}
ccred token demo
is "token" "$code$err" 0
gone token 1
ccred explain demo
is "explain" "$code" 0
gone explain 1
ccred doctor demo
gone doctor 1
ask secret set --stdin demo <<'LINES'
client_secret=s
LINES
is "secret set" "$code$err" 0
gone "secret set" 1
ccred plugin check offspring "dir=$work/notes" do=answer
like "plugin check" "$out" "*pass  get *"
gone "plugin check" 1
ccred plugin test offspring --found "dir=$work/notes" do=answer
like "plugin test" "$out" "*ok * - a credential that is there is found*"
gone "plugin test" 1
ccred plugins
like "plugins" "$out" "*offspring*"
gone plugins 0
ccred plugin help offspring
like "plugin help" "$out" "*dir=*"
gone "plugin help" 0
finish
