# Requests for each delivered message, those that brought something and the empty.
load plots.'/bars.gp'
set key at screen 0.5, screen from_bottom(20) center bottom horizontal textcolor rgb ink
eval bars
