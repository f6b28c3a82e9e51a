# What a connected user costs the server: memory on the left, threads on the right.
load plots.'/bars_pair.gp'
