# Bytes on the wire for each delivered message, both directions, by where they come from.
load plots.'/bars.gp'
set multiplot
eval bars
eval legend_parts
unset multiplot
