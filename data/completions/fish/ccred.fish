# fish completion for ccred(1): the words are those of ccred complete.

function __ccred_words
	set -l before (commandline -opc)
	set -l program $before[1]
	set -e before[1]
	$program complete $before (commandline -ct) 2>/dev/null
end

# Behind "--" of exec stands a command line of its own.
function __ccred_is_behind
	set -l before (commandline -opc)
	test "$before[2]" = exec; and contains -- -- $before
end

function __ccred_command
	set -l before (commandline -opc)
	set -l at (contains -i -- -- $before)
	set -l line (string escape -- $before[(math $at + 1)..-1]) (commandline -ct)
	complete -C (string join -- ' ' $line)
end

complete -c ccred -f
complete -c ccred -n 'not __ccred_is_behind' -a '(__ccred_words)'
complete -c ccred -n __ccred_is_behind -a '(__ccred_command)'
# Where ccred has no word to offer, the name of a file may be meant.
complete -c ccred -n 'not __ccred_is_behind; and test -z "$(__ccred_words)"' -F
