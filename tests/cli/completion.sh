# Completion in bash, zsh and fish, each asked the way it asks itself; and ccred complete, which knows the words.
. "$abs_top_srcdir/tests/lib/lib.sh"
data=$abs_top_srcdir/data/completions
cat >"$config" <<'CONFIG'
profile alpha
    target          https://api.example
    token-endpoint  https://auth.example/token
    source          required file path=~/x

profile alto
    token-endpoint  https://auth.example/token
    source          required file path=~/x

profile broken
    issuer          nonsense
CONFIG
mkdir "$work/path" "$work/files"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$wrapper" "$bin/ccred" >"$work/path/ccred"
chmod 755 "$work/path/ccred"
PATH=$work/path:$PATH
cd "$work/files" || exit 99
: >file.so

words() { # what ccred complete prints, without descriptions
	run "$bin/ccred" complete "$@"
	cut -f 1 "$work/out" | tr '\n' ' '
}
is "commands" "$(words tok)" "token "
is "all commands of the table" "$(words '' | tr ' ' '\n' | grep -v '^--' | sort)" \
	"$(run "$bin/ccred" --help
		awk '/^example/ { exit } /^  [a-z]/ { print $1 }' "$work/out" | sort)"
# Some leave the options for a service without a profile to the help of token.
is "the options of each command are those of its help" "$(
	for command in $(words '' | tr ' ' '\n' | grep -v '^--'); do
		"$bin/ccred" "$command" --help | sed '/^example/,$d' >"$work/help"
		grep -q 'as ccred token does' "$work/help" &&
			"$bin/ccred" token --help | sed -n '/--issuer/,/^$/p' >>"$work/help"
		grep -oE -- '--[a-z][a-z-]*' "$work/help" |
			{ cat && echo --help; } | sort -u >"$work/wanted"
		words "$command" -- | tr ' ' '\n' | grep . | sort | diff "$work/wanted" - || echo "$command"
	done
)" ""
is "each with what the help says" "$(run "$bin/ccred" complete token --ren && cat "$work/out")" \
	"--renew	never from the cache: a new token, or the error"
is "values" "$(words token --format c)" "curl "
is "a value that may be anything" "$(words token --min-valid '')" ""
is "commands behind help" "$(words help tok)" "token "
is "profiles, but none that is refused" "$(words token '')" "alpha alto "
is "profiles behind an option and its value" "$(words token --format curl alp)" "alpha "
is "verbs" "$(words secret d)" "delete "
is "profiles behind a verb" "$(words secret set '')" "alpha alto "
is "profiles behind another" "$(words secret rotate '')" "alpha alto "
is "plugins" "$(words plugin help "fi")" "file "
is "no profile where none goes" "$(words plugin help al)" ""
is "plugins behind another verb" "$(words plugin check fi)" "file "
is "what a plugin takes" "$(words plugin check env p)" "prefix= "
is "one profile where one goes" "$(words token alpha '')" ""
is "several where several go" "$(words status alpha al)" "alpha alto "
is "the options of a verb" "$(words secret delete --s)$(words secret set --s)" "--source --stdin --source "
is "the values of another option" "$(words setup --store '')" "keyring file env systemd "
is "the value of an option behind its sign is no argument" "$(words token --tenant=x al)" "alpha alto "
is "the words behind --: a command's own" "$(words exec alpha -- '')" ""
is "an unknown verb" "$(words secret nonsense '')" ""
is "an unknown command" "$(words nonsense '')" ""
printf 'nonsense\n' >"$work/broken"
CCRED_CONFIG=$work/broken run "$bin/ccred" complete token ''
is "a broken configuration is nothing to complete" "$code$out$err" 0
ccred complete
refused "no words" 64 "ccred: WORD is missing: ccred complete --help"

# One way to ask each shell: the line up to the cursor; the candidates, one a line.
bash_offers() {
	bash --norc --noprofile -c '
		. "$1"
		read -ra COMP_WORDS <<<"$2"
		[[ $2 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_ccred ccred
		printf "%s\n" "${COMPREPLY[@]}"' bash "$data/bash/ccred" "$1"
}
fish_offers() {
	# shellcheck disable=SC2016 # fish's own
	fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$data/fish/ccred.fish" "$1" | cut -f 1
}
# zsh completes at a terminal alone: it gets one, and writes down what it would list.
mkdir "$work/zsh"
cat >"$work/zsh/.zshrc" <<RC
fpath=($data/zsh \$fpath)
autoload -Uz compinit
compinit -u -d $work/zsh/dump
compadd() {
	local -a got
	builtin compadd -O got "\$@"
	print -rl -- \$got >>$work/zsh/offered
	builtin compadd "\$@"
}
bindkey '^I' complete-word
zle-line-init() { : >$work/zsh/ready }
zle -N zle-line-init
RC
zsh_offers() {
	rm -f "$work/zsh/ready"
	: >"$work/zsh/offered"
	ZDOTDIR=$work/zsh zsh -f -c '
		zmodload zsh/zpty
		zpty z zsh -i
		until [[ -e $1/ready ]]; do zpty -r -t z line || sleep .05; done
		zpty -w -n z "$2"$3
		for ((n = 0; n < 200; n++)); do
			zpty -r -t z line || sleep .05
			[[ -s $1/offered ]] && break
		done
		zpty -d z' zsh "$work/zsh" "$1" "$(printf '\t')"
	grep . "$work/zsh/offered"
}
for shell in bash fish zsh; do
	command -v "$shell" >/dev/null
	ok "$shell is there"
	offers() {
		"${shell}_offers" "$1" | sed 's/ *$//' | sort -u | tr '\n' ' '
	}
	is "$shell: a command" "$(offers "ccred tok")" "token "
	is "$shell: profiles" "$(offers "ccred token al")" "alpha alto "
	is "$shell: an option" "$(offers "ccred token --min")" "--min-valid "
	is "$shell: a value" "$(offers "ccred token --format h")" "header headers-json "
	is "$shell: a verb" "$(offers "ccred secret d")" "delete "
	is "$shell: plugins" "$(offers "ccred plugin help sys")" "systemd "
done
cd "$work" || exit 99
finish
