# Time to the acknowledgement: its mean on the left, its 99th percentile on the right.
load plots.'/bars_pair.gp'
