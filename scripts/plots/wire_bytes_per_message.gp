# Bytes on the wire for each delivered message, both directions, by where they come from.
load plots.'/bars.gp'
set key at screen 0.5, screen from_bottom(20) center bottom horizontal textcolor rgb ink
eval bars
