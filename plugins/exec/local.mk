# A description alone: the program that it runs is an argument of the line.
dist_plugins_DATA += plugins/exec/exec.plugin
