# What a user who waits costs in an hour: bytes on the left, processor time on the right.
load plots.'/bars_pair.gp'
